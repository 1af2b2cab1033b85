namespace Orchestrator.Gateway.OpenAi.Stops;

/// <summary>The stop strings of a request, prepared once for the matchers of all its choices.</summary>
public sealed class StopStrings
{
    private readonly string[] _strings;

    // For string s, [s][k] is the length of the longest proper border of its first k + 1 characters (Knuth, Morris, Pratt).
    private readonly int[][] _borders;

    /// <param name="strings">None empty; may be none at all.</param>
    public StopStrings(IReadOnlyList<string> strings)
    {
        _strings = [.. strings.Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)];
        _borders = [.. _strings.Select(Borders)];
    }

    /// <summary>How many different ones there are.</summary>
    public int Count => _strings.Length;

    public string this[int index] => _strings[index];

    /// <summary>How much of string <paramref name="index"/> the text ends with after <paramref name="next"/>, when it ended with <paramref name="matched"/> characters before; its length means that it is complete.</summary>
    internal int Advance(int index, int matched, char next)
    {
        var text = _strings[index];
        while (matched > 0 && text[matched] != next) matched = _borders[index][matched - 1];
        return text[matched] == next ? matched + 1 : 0;
    }

    private static int[] Borders(string text)
    {
        var borders = new int[text.Length];
        for (var end = 1; end < text.Length; end++)
        {
            var border = borders[end - 1];
            while (border > 0 && text[border] != text[end]) border = borders[border - 1];
            borders[end] = text[border] == text[end] ? border + 1 : 0;
        }
        return borders;
    }
}
