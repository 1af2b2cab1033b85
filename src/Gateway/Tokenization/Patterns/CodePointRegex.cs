using System.Buffers;
using System.Text.RegularExpressions;

namespace Orchestrator.Gateway.Tokenization.Patterns;

/// <summary>A regular expression in the syntax of tokenizer files (Oniguruma's, as far as those use it) that matches whole Unicode characters.</summary>
internal sealed class CodePointRegex
{
    private readonly Lazy<Regex> _regex;
    private readonly CodePointStandIns _standIns;

    /// <exception cref="TokenizerException">The pattern is wrong, or uses what is not supported.</exception>
    public CodePointRegex(string pattern)
    {
        var parsed = new PatternParser(pattern).Parse();
        _standIns = new CodePointStandIns(parsed.NamedRanges);
        var translated = parsed.Translate(_standIns);
        // Oniguruma's ^ and $ always mean lines.
        const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;
        try
        {
            _ = new Regex(translated, Options);
        }
        catch (ArgumentException wrong)
        {
            throw new TokenizerException($"the pattern \"{pattern}\" is not a regular expression: {wrong.Message}", wrong);
        }
        _regex = new Lazy<Regex>(() => new Regex(translated, Options | RegexOptions.Compiled));
    }

    /// <summary>A pattern that matches this text.</summary>
    public static string Escape(string text) => string.Concat(text.EnumerateRunes().Select(rune => $"\\x{{{rune.Value:X}}}"));

    /// <summary>Appends the matches in <paramref name="text"/>, which has no lone surrogates, in order.</summary>
    public void FindAll(ReadOnlySpan<char> text, List<TextRange> matches)
    {
        if (!_standIns.Needed(text))
        {
            foreach (var match in _regex.Value.EnumerateMatches(text)) matches.Add(new TextRange(match.Index, match.Length));
            return;
        }
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var replaced = rented.AsSpan(0, _standIns.Replace(text, rented));
        var at = 0;
        var point = 0;
        foreach (var match in _regex.Value.EnumerateMatches(replaced))
        {
            var start = Advance(text, at, match.Index - point);
            at = Advance(text, start, match.Length);
            point = match.Index + match.Length;
            matches.Add(new TextRange(start, at - start));
        }
        ArrayPool<char>.Shared.Return(rented);
    }

    private static int Advance(ReadOnlySpan<char> text, int at, int codePoints)
    {
        for (; codePoints > 0; codePoints--) at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        return at;
    }
}
