using System.Text;
using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Byte-level BPE of GGUF files, on vocabularies small enough to merge by hand.</summary>
public sealed class ByteLevelTests
{
    [Fact]
    public void The_earliest_merge_comes_first()
    {
        Assert.Equal(["a", "bc"], Pieces("gpt-2", ["b c", "a b"], "abc"));
        Assert.Equal(["ab", "c"], Pieces("gpt-2", ["a b", "b c"], "abc"));
    }

    [Fact]
    public void Of_one_merge_in_several_places_the_leftmost_comes_first() =>
        Assert.Equal(["aa", "aa", "a"], Pieces("gpt-2", ["a a"], "aaaaa"));

    [Fact]
    public void Tokens_that_no_merge_gives_stay_apart_unless_merges_are_ignored()
    {
        // "abc" is a token, but only "bc" can be reached.
        string[] merges = ["b c", "a b", "ab c"];
        Assert.Equal(["a", "bc"], Pieces("gpt-2", merges, "abc"));
        Assert.Equal(["abc"], Pieces("llama-bpe", merges, "abc"));
        // The second look-up of a piece must give what the first gave.
        Assert.Equal(["a", "bc", "\u0120", "a", "bc"], Pieces("gpt-2", merges, "abc abc"));
    }

    [Fact]
    public void Digits_are_cut_as_the_family_does()
    {
        string[] merges = ["1 1", "11 1", "11 11"];
        Assert.Equal(["11", "11", "1"], Pieces("gpt-2", merges[..1], "11111"));
        Assert.Equal(["111", "1"], Pieces("llama3", merges, "1111"));
        Assert.Equal(["1", "1", "1", "1"], Pieces("qwen2", merges, "1111"));
        Assert.Equal(["1", "1", "1", "1"], Pieces("smollm", merges, "1111"));
    }

    [Theory]
    [InlineData("𝔘𝔫", "letters of mathematics")]
    [InlineData("𠀀𠀁", "ideographs of extension B")]
    [InlineData("𐐀𐐨", "letters of Deseret")]
    public void Letters_past_the_basic_plane_are_letters(string letters, string what)
    {
        // Only within one piece can the pair merge.
        var spelled = Spelled(letters);
        var merges = Joining(letters).Append($"x {spelled}").ToArray();
        foreach (var pre in new[] { "gpt-2", "llama3", "qwen2", "tekken", "gpt-4o", "deepseek-v3", "default" })
        {
            // These two begin a piece with a capital.
            if (pre is not ("tekken" or "gpt-4o")) Assert.True(Pieces(pre, merges, "x" + letters).SequenceEqual(["x" + spelled]), $"{what} with {pre}");
            Assert.True(Pieces(pre, merges, "!" + letters + "!").Contains(spelled), $"{what} between other characters with {pre}");
        }
    }

    [Fact]
    public void Emoji_are_not_letters()
    {
        var spelled = Spelled("😀");
        string[] merges = [.. Joining("😀😀"), $"x {spelled}", $"{spelled} x"];
        Assert.Equal(["x", spelled + spelled, "x"], Pieces("llama3", merges, "x😀😀x"));
    }

    [Fact]
    public void Contractions_ignore_case_where_the_family_does()
    {
        string[] merges = ["' S", "'S x", "S x"];
        Assert.Equal(["I", "'", "Sx"], Pieces("gpt-2", merges, "I'Sx"));
        Assert.Equal(["I", "'S", "x"], Pieces("llama3", merges, "I'Sx"));
        Assert.Equal(["I", "'S", "x"], Pieces("qwen2", merges, "I'Sx"));
    }

    [Fact]
    public void White_space_before_a_word_leaves_it_one_space()
    {
        Assert.Equal(["\u0120\u0120", "\u0120x"], Pieces("gpt-2", ["\u0120 \u0120", "\u0120 x"], "   x"));
        Assert.Equal(["\u010a\u010a", "x"], Pieces("llama3", ["\u010a \u010a", "\u010a x"], "\n\nx"));
    }

    [Fact]
    public void Deepseeks_named_letters_past_the_basic_plane_are_matched()
    {
        // 𐐀 (U+10400) is in its list of letters with case, 𝔘 is not.
        Assert.Equal([Spelled("ж𐐀")], Pieces("deepseek-llm", [.. Joining("ж𐐀")], "ж𐐀"));
        Assert.Equal([Spelled("ж"), Spelled("𝔘")], Pieces("deepseek-llm", [.. Joining("ж𝔘")], "ж𝔘"));
    }

    [Fact]
    public void A_very_long_piece_is_merged_in_the_usual_way()
    {
        var tokenizer = TinyVocabulary.ByteLevel("gpt-2", "a a", "aa aa").Load();
        var ids = tokenizer.Encode(new string('a', 1_000_003), addSpecial: false, parseSpecial: false);
        Assert.Equal(250_002, ids.Count);
        Assert.Equal(["aaaa", "aa", "a"], ids[^3..].Select(tokenizer.Spelling));
    }

    [Fact]
    public void Lone_surrogates_are_encoded_as_the_replacement_character()
    {
        var tokenizer = TinyVocabulary.ByteLevel("llama3").Load();
        foreach (var broken in new[] { "a\ud83d", "a\ude00", "a\ude00\ud83d"[..2] })
        {
            Assert.Equal("a\ufffd", tokenizer.Decode(tokenizer.Encode(broken, addSpecial: false, parseSpecial: true)));
        }
        Assert.Equal("a\ufffdb😀", tokenizer.Decode(tokenizer.Encode("a\ud83db😀", addSpecial: false, parseSpecial: false)));
    }

    [Fact]
    public void An_unknown_pre_tokenizer_is_an_error_that_names_it()
    {
        var error = Assert.Throws<TokenizerException>(() => TinyVocabulary.ByteLevel("gpt-5").Load());
        Assert.Contains("\"gpt-5\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("llama-bpe", error.Message, StringComparison.Ordinal);
    }

    private static string Spelled(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(TinyVocabulary.Spelled));

    // Merges that make each character of the text a token, then the text from left to right.
    private static IEnumerable<string> Joining(string text)
    {
        var characters = text.EnumerateRunes().Select(rune => Spelled(rune.ToString())).ToList();
        var within = characters.SelectMany(c => Enumerable.Range(1, c.Length - 1).Select(i => $"{c[..i]} {c[i]}"));
        return within.Concat(Enumerable.Range(1, characters.Count - 1).Select(i => $"{string.Concat(characters[..i])} {characters[i]}")).Distinct();
    }

    private static List<string?> Pieces(string pre, string[] merges, string text)
    {
        var tokenizer = TinyVocabulary.ByteLevel(pre, merges).Load();
        return tokenizer.Encode(text, addSpecial: false, parseSpecial: false).Select(tokenizer.Spelling).ToList();
    }
}
