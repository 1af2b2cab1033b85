using System.Text.Json;
using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>The regular expressions of tokenizer files cut text as the library they were written for does.</summary>
public sealed class PatternTests
{
    private const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    [Theory]
    [InlineData("x'ſy", "x|'ſ|y")]
    [InlineData("a\u0085 b\u001cc", "a|\u0085| b|\u001cc")]
    [InlineData("𝔘𝔫 𠀀x 😁😁1²³Ⅷ٣𝟘", "𝔘𝔫| 𠀀x| 😁😁|1²³|Ⅷ٣𝟘")]
    [InlineData("a \n \n b", "a| \n \n| b")]
    [InlineData("\ue000\U000F0000a!", "\ue000\U000F0000|a|!")]
    public void Characters_of_all_planes_have_their_category(string text, string pieces) => Assert.Equal(pieces.Split('|'), Cut(Llama3, "Isolated", text));

    [Theory]
    [InlineData("Isolated", "a|, |b|, |c")]
    [InlineData("Removed", "a|b|c")]
    [InlineData("MergedWithPrevious", "a, |b, |c")]
    [InlineData("MergedWithNext", "a|, b|, c")]
    [InlineData("Contiguous", "a|, |b|, |c")]
    public void Matches_become_what_the_behaviour_says(string behavior, string pieces) => Assert.Equal(pieces.Split('|'), Cut(", ", behavior, "a, b, c"));

    [Fact]
    public void An_inverted_pattern_matches_what_lies_between() => Assert.Equal(["ab", "c"], Cut("[a-z]+", "Removed", "ab, c", invert: true));

    [Theory]
    [InlineData("a++b|a|b", "aab", "aab")]
    [InlineData("a?+a|b", "aab", "aa|b")]
    [InlineData("[^😀-😂]+", "a😀b😃c", "a|😀|b😃c")]
    [InlineData("[𐐀-𐑏]+", "𐐀𐐨𝔘", "𐐀𐐨|𝔘")]
    [InlineData(@"\x{1F600}|\u0061", "b😀a", "b|😀|a")]
    [InlineData(@"\P{L}+", "a😀!b", "a|😀!|b")]
    [InlineData(@"(?<=a)b(?!c)", "abcab", "abca|b")]
    [InlineData(@"\s+$", "a \nb ", "a| |\nb| ")]
    public void Constructs_mean_what_they_mean_to_Oniguruma(string pattern, string text, string pieces) => Assert.Equal(pieces.Split('|'), Cut(pattern, "Isolated", text));

    [Theory]
    [InlineData(@"\w+")]
    [InlineData(@"a\b")]
    [InlineData(@"[[:alpha:]]")]
    [InlineData(@"[\p{L}&&[^\p{Lu}]]")]
    [InlineData(@"\p{Han}")]
    [InlineData(@"(?<name>a)")]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?i:[a-z])")]
    [InlineData(@"(?i:é)")]
    [InlineData(@"a{2}+")]
    [InlineData(@"a**")]
    [InlineData(@"(a")]
    [InlineData(@"a)")]
    [InlineData(@"[a")]
    [InlineData(@"[b-a]")]
    [InlineData(@"*")]
    [InlineData(@"\")]
    [InlineData(@"(?i)a")]
    public void What_is_not_understood_is_an_error_that_quotes_the_pattern(string pattern)
    {
        var error = Assert.Throws<TokenizerException>(() => Cut(pattern, "Isolated", "a"));
        Assert.Contains(pattern, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_may_not_be_nested_without_limit() =>
        Assert.Throws<TokenizerException>(() => Cut(new string('(', 100_000) + new string(')', 100_000), "Isolated", "a"));

    // Every way to cut the text is in the vocabulary, and whole pieces win: the tokens are the pieces.
    private static IEnumerable<string?> Cut(string pattern, string behavior, string text, bool invert = false)
    {
        var folder = new TokenizerFolder();
        for (var start = 0; start < text.Length; start++)
        {
            for (var end = start + 1; end <= text.Length; end++)
            {
                if (!char.IsLowSurrogate(text[start]) && !char.IsHighSurrogate(text[end - 1])) folder.Add(text[start..end]);
            }
        }
        var tokenizer = folder.With("model.ignore_merges", "true").With("pre_tokenizer",
            $$"""{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(pattern)}}},"behavior":"{{behavior}}","invert":{{(invert ? "true" : "false")}}}""").Load();
        return tokenizer.Encode(text, addSpecial: false, parseSpecial: true).Select(tokenizer.Spelling);
    }
}
