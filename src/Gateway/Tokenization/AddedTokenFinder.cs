using System.Buffers;
using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>Cuts a text at the added tokens in it: the leftmost first, of several there the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly SearchValues<string>? _spellings;
    // By first character, the longest first.
    private readonly Dictionary<char, (string Spelling, AddedToken Token)[]> _candidates;

    /// <param name="tokens">What to look for, which may be spelled otherwise in normalized text.</param>
    public AddedTokenFinder(IEnumerable<(string Spelling, AddedToken Token)> tokens)
    {
        var usable = tokens.Where(t => t.Spelling.Length > 0).ToList();
        if (usable.Count > 0) _spellings = SearchValues.Create([.. usable.Select(t => t.Spelling)], StringComparison.Ordinal);
        _candidates = usable.GroupBy(t => t.Spelling[0]).ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Spelling.Length).ToArray());
    }

    public bool IsEmpty => _spellings is null;

    /// <summary>The whole text, cut. Rules for white space and words as in Hugging Face's AddedVocabulary.</summary>
    public List<Fragment> Cut(string text)
    {
        var fragments = new List<Fragment>();
        var done = 0;
        for (var at = 0; Find(text, at) is { } match; at = match.Range.End)
        {
            if (match.Token.SingleWord && InsideWord(text, match.Range)) continue;
            var start = match.Range.Start;
            var end = match.Range.End;
            if (match.Token.LeftStrip) start = Math.Max(done, text.AsSpan(0, start).TrimEnd().Length);
            if (match.Token.RightStrip) end = text.Length - text.AsSpan(end).TrimStart().Length;
            // A token that begins with the white space which the one before took along.
            if (end <= done) continue;
            start = Math.Max(done, start);
            if (start > done) fragments.Add(new Fragment(new TextRange(done, start - done), null));
            fragments.Add(new Fragment(new TextRange(start, end - start), match.Token.Id));
            done = end;
        }
        if (done < text.Length) fragments.Add(new Fragment(new TextRange(done, text.Length - done), null));
        return fragments;
    }

    private (TextRange Range, AddedToken Token)? Find(string text, int from)
    {
        if (_spellings is null) return null;
        var found = text.AsSpan(from).IndexOfAny(_spellings);
        if (found < 0) return null;
        var start = from + found;
        foreach (var (spelling, token) in _candidates[text[start]])
        {
            if (text.AsSpan(start).StartsWith(spelling, StringComparison.Ordinal)) return (new TextRange(start, spelling.Length), token);
        }
        throw new InvalidOperationException($"nothing that begins with U+{(int)text[start]:X4} matches at {start}");
    }

    private static bool InsideWord(string text, TextRange range)
    {
        var before = range.Start > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, range.Start), out var left, out _) == OperationStatus.Done && IsWord(left);
        var after = range.End < text.Length && Rune.DecodeFromUtf16(text.AsSpan(range.End), out var right, out _) == OperationStatus.Done && IsWord(right);
        return before || after;
    }

    // Unicode's \w: letters, marks, digits, connectors, the two joiners, and letters in circles and squares.
    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or
        UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation
        || rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);
}
