using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Tokenization.Patterns;

/// <summary>
/// .NET's regular expressions see UTF-16, in which a character past U+FFFF is two and has no category. Before matching, each such character
/// is replaced by one stand-in: a character of the same Unicode category that the pattern does not name. A range past U+FFFF that the pattern
/// does name gets stand-ins of its own, one for each category in it.
/// </summary>
internal sealed class CodePointStandIns
{
    private static readonly Lazy<ILookup<UnicodeCategory, char>> s_byCategory = new(() => Enumerable.Range(0x100, 0xFFFF - 0x100)
        .Select(c => (char)c).Where(c => !char.IsSurrogate(c) && !char.IsWhiteSpace(c)).ToLookup(char.GetUnicodeCategory));

    private readonly Dictionary<UnicodeCategory, char> _common = [];
    private readonly List<(int First, int Last, Dictionary<UnicodeCategory, char> StandIns)> _named = [];
    private readonly SearchValues<char> _replaced;

    /// <param name="ranges">All that the pattern names literally, of any code points.</param>
    public CodePointStandIns(IReadOnlyList<(int First, int Last)> ranges)
    {
        var taken = new HashSet<char>();
        foreach (var category in Enum.GetValues<UnicodeCategory>())
        {
            if (Free(category, ranges, taken) is { } standIn) _common[category] = standIn;
        }
        var reserved = new List<char>();
        foreach (var (first, last) in ranges.Where(range => range.Last > char.MaxValue).Distinct())
        {
            var standIns = new Dictionary<UnicodeCategory, char>();
            foreach (var category in Categories(Math.Max(first, char.MaxValue + 1), last))
            {
                standIns[category] = Free(category, ranges, taken) ?? throw new TokenizerException($"a pattern names so many characters that none of category {category} is left to stand in for U+{first:X}");
            }
            reserved.AddRange(standIns.Values);
            _named.Add((Math.Max(first, char.MaxValue + 1), last, standIns));
        }
        // A text's own use of a reserved stand-in must not pass for a character of the named range.
        _replaced = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(c => (char)c), .. reserved]);
    }

    /// <summary>The stand-ins of a range past U+FFFF that was given to the constructor.</summary>
    public IEnumerable<char> Of(int first, int last) => _named.First(range => range.First == Math.Max(first, char.MaxValue + 1) && range.Last == last).StandIns.Values;

    public bool Needed(ReadOnlySpan<char> text) => text.ContainsAny(_replaced);

    /// <summary>Writes one character for each code point of <paramref name="text"/>, which has no lone surrogates, and returns how many.</summary>
    public int Replace(ReadOnlySpan<char> text, Span<char> replaced)
    {
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            at += length;
            replaced[count++] = length == 1 && !_replaced.Contains(text[at - 1]) ? text[at - 1] : StandIn(rune);
        }
        return count;
    }

    private char StandIn(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        foreach (var (first, last, standIns) in _named)
        {
            if (rune.Value >= first && rune.Value <= last) return standIns[category];
        }
        return _common.TryGetValue(category, out var standIn) ? standIn : _common[UnicodeCategory.OtherNotAssigned];
    }

    private static char? Free(UnicodeCategory category, IReadOnlyList<(int First, int Last)> ranges, HashSet<char> taken)
    {
        foreach (var c in s_byCategory.Value[category])
        {
            if (!ranges.Any(range => c >= range.First && c <= range.Last) && taken.Add(c)) return c;
        }
        return null;
    }

    private static HashSet<UnicodeCategory> Categories(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Where(Rune.IsValid).Select(c => Rune.GetUnicodeCategory(new Rune(c)))];
}
