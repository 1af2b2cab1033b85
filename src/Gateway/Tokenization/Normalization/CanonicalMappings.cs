using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Tokenization.Normalization;

/// <summary>Unicode's canonical decompositions, the compositions that undo them, and the classes by which combining marks are ordered.</summary>
internal sealed class CanonicalMappings
{
    private readonly Dictionary<int, int> _classes = [];
    private readonly HashSet<int> _neverComposed = [];
    private SearchValues<char>? _unstable;

    /// <summary>One step: what it gives may decompose further.</summary>
    public Dictionary<int, int[]> Decompositions { get; } = [];

    public Dictionary<(int First, int Second), int> Compositions { get; } = [];

    /// <summary>The canonical combining class; 0 for a character that combines with none before it.</summary>
    public int Class(int point) => point < 0x300 ? 0 : _classes.GetValueOrDefault(point);

    /// <summary>Text without these (UTF-16) is in form C already: marks, what is never composed, and what can compose with a character before it.</summary>
    public SearchValues<char> Unstable => _unstable ??= SearchValues.Create([.. _classes.Keys.Concat(_neverComposed)
        .Concat(Compositions.Keys.Select(pair => pair.Second)).Concat(Enumerable.Range(0x1161, 0x11C2 - 0x1161 + 1))
        .Select(point => new Rune(point).ToString()[0]).Distinct()]);

    public static CanonicalMappings Read()
    {
        var mappings = new CanonicalMappings();
        using var stream = typeof(CanonicalMappings).Assembly.GetManifestResourceStream("canonical-mappings.txt")!;
        using var lines = new StreamReader(stream);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (line.Split('=') is [var character, var parts]) mappings.AddDecomposition(Number(character), parts);
            else if (line.Split('-', ':') is [var first, var last, var marksClass])
            {
                for (var point = Number(first); point <= Number(last); point++) mappings._classes[point] = int.Parse(marksClass, CultureInfo.InvariantCulture);
            }
        }
        return mappings;
    }

    private void AddDecomposition(int character, string parts)
    {
        var points = Array.ConvertAll(parts.TrimEnd('!').Split(' '), Number);
        Decompositions[character] = points;
        if (parts.EndsWith('!')) _neverComposed.Add(character);
        else Compositions[(points[0], points[1])] = character;
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
