using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Tokenization.Patterns;

/// <summary>A pattern taken apart: stretches of .NET syntax, and sets of characters whose members past U+FFFF are still to be given stand-ins.</summary>
internal sealed class ParsedPattern
{
    private readonly List<object> _parts = [];

    /// <summary>All characters that the pattern names literally, first and last of each range.</summary>
    public List<(int First, int Last)> NamedRanges { get; } = [];

    public int Count => _parts.Count;

    public void Add(string syntax) => _parts.Add(syntax);

    public void Insert(int at, string syntax) => _parts.Insert(at, syntax);

    public void Add(CharacterSet set)
    {
        _parts.Add(set);
        NamedRanges.AddRange(set.Ranges);
    }

    /// <summary>The pattern in .NET's syntax, for text in which stand-ins replace characters past U+FFFF.</summary>
    public string Translate(CodePointStandIns standIns)
    {
        var result = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part is CharacterSet set) Append(result, set, standIns);
            else result.Append((string)part);
        }
        return result.ToString();
    }

    private static void Append(StringBuilder result, CharacterSet set, CodePointStandIns standIns)
    {
        result.Append(set.Negated ? "[^" : "[").AppendJoin("", set.Classes);
        foreach (var (first, last) in set.Ranges)
        {
            if (first <= char.MaxValue) result.Append(CultureInfo.InvariantCulture, $"\\u{first:X4}-\\u{Math.Min(last, char.MaxValue):X4}");
            if (last <= char.MaxValue) continue;
            foreach (var standIn in standIns.Of(first, last)) result.Append(CultureInfo.InvariantCulture, $"\\u{(int)standIn:X4}");
        }
        result.Append(']');
    }
}

/// <summary>A set of characters: classes in .NET's syntax (\s, \p{L}) and literal ranges of code points.</summary>
internal sealed record CharacterSet(bool Negated, List<string> Classes, List<(int First, int Last)> Ranges);
