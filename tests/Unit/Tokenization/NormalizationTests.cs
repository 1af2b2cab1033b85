using System.Text;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Unicode's canonical forms, which .NET itself does not compute without globalization data.</summary>
public sealed class NormalizationTests
{
    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("a\u0323\u0302", "ậ")]
    [InlineData("a\u0302\u0323", "ậ")]
    [InlineData("\u212b", "Å")]
    [InlineData("\u1112\u1161\u11ab", "한")]
    [InlineData("\uac00\u11a8", "각")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u2126 \u212a", "Ω K")]
    [InlineData("\uf900", "\u8c48")]
    [InlineData("\U0002F800", "\u4e3d")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("a\u0305\u0301", "a\u0305\u0301")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("日本 😀 plain", "日本 😀 plain")]
    public void Text_is_composed(string text, string composed) => Assert.Equal(composed, Normalized("NFC", text, composed));

    [Theory]
    [InlineData("é", "e\u0301")]
    [InlineData("ậ", "a\u0323\u0302")]
    [InlineData("한", "\u1112\u1161\u11ab")]
    [InlineData("a\u0302\u0323", "a\u0323\u0302")]
    public void Text_is_decomposed(string text, string decomposed) => Assert.Equal(decomposed, Normalized("NFD", text, decomposed));

    // Only the expected text's characters are tokens, so that another result shows as unknown ones.
    private static string Normalized(string form, string text, string expected)
    {
        var folder = new TokenizerFolder([.. expected.EnumerateRunes().Select(rune => rune.ToString())]);
        var tokenizer = folder.With("normalizer", $$"""{"type":"{{form}}"}""").Load();
        var result = new StringBuilder();
        foreach (var id in tokenizer.Encode(text, addSpecial: false, parseSpecial: true)) result.Append(tokenizer.Spelling(id));
        return result.ToString();
    }
}
