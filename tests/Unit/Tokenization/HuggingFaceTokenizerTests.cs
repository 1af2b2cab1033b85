using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>The parts of a tokenizer.json.</summary>
public sealed class HuggingFaceTokenizerTests
{
    private const string LlamaNormalizer = """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""";
    private const string LlamaDecoder = """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""";

    [Theory]
    [InlineData("""["a b","▁ ab"]""")]
    [InlineData("""[["a","b"],["▁","ab"]]""")]
    public void Merges_are_lines_or_pairs(string merges)
    {
        var tokenizer = new TokenizerFolder("▁", "a", "b", "ab", "▁ab").With("normalizer", LlamaNormalizer).With("decoder", LlamaDecoder).With("model.merges", merges).Load();
        Assert.Equal(["▁ab", "▁", "a", "▁ab"], Pieces(tokenizer, "ab a ab"));
        Assert.Equal("ab a ab", tokenizer.Decode(tokenizer.Encode("ab a ab", addSpecial: false, parseSpecial: true)));
    }

    [Fact]
    public void What_is_no_token_is_bytes_else_unknown_fused_or_not()
    {
        var folder = new TokenizerFolder("a");
        Assert.Equal(["<unk>", "<unk>", "a"], Pieces(folder.Load(), "€😀a"));
        Assert.Equal(["<unk>", "a"], Pieces(folder.With("model.fuse_unk", "true").Load(), "€😀a"));
        Assert.Equal(["a"], Pieces(folder.With("model.unk_token", "null").Load(), "€😀a"));
        foreach (var value in new[] { 0xE2, 0x82, 0xAC }) folder.Add($"<0x{value:X2}>");
        var tokenizer = folder.With("model.byte_fallback", "true").With("model.unk_token", "\"<unk>\"").With("decoder", LlamaDecoder).Load();
        Assert.Equal(["<0xE2>", "<0x82>", "<0xAC>", "<unk>", "a"], Pieces(tokenizer, "€😀a"));
        Assert.Equal("€a", tokenizer.Decode(tokenizer.Encode("€a", addSpecial: false, parseSpecial: true)));
    }

    [Fact]
    public void A_whole_piece_wins_over_merges_where_they_are_ignored()
    {
        var folder = new TokenizerFolder("a", "b", "c", "bc", "abc").With("model.merges", """["b c"]""");
        Assert.Equal(["a", "bc"], Pieces(folder.Load(), "abc"));
        Assert.Equal(["abc"], Pieces(folder.With("model.ignore_merges", "true").Load(), "abc"));
    }

    [Theory]
    [InlineData("always", true, "▁a ▁b", "▁a")]
    [InlineData("first", true, "▁a ▁b", "a")]
    [InlineData("never", true, "a ▁b", "a")]
    [InlineData("first", false, "▁a▁b", "a")]
    public void Metaspace_puts_its_mark_where_its_scheme_says(string scheme, bool split, string whole, string afterMark)
    {
        var folder = new TokenizerFolder("▁", "a", "▁a", "▁b", "b", "▁a▁b").With("model.ignore_merges", "true").With("model.unk_token", "null");
        var mark = folder.AddToken("<m>", "\"special\":true");
        var tokenizer = folder.With("pre_tokenizer", $$"""{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{scheme}}","split":{{(split ? "true" : "false")}}}""").Load();
        Assert.Equal(whole.Split(' '), Pieces(tokenizer, "a b"));
        Assert.Equal([tokenizer.Spelling(mark), afterMark], Pieces(tokenizer, "<m>a"));
    }

    [Fact]
    public void Added_tokens_take_white_space_along_and_spare_words_as_they_say()
    {
        var folder = new TokenizerFolder("a", " ", "m", "x");
        var left = folder.AddToken("<l>", "\"lstrip\":true");
        var right = folder.AddToken("<r>", "\"rstrip\":true");
        var word = folder.AddToken("mm", "\"single_word\":true");
        var tokenizer = folder.Load();
        Assert.Equal([folder.Id("a"), left, folder.Id(" "), folder.Id("a")], Encode("a  <l> a"));
        Assert.Equal([folder.Id("a"), folder.Id(" "), right, folder.Id("a")], Encode("a <r>  a"));
        Assert.Equal([right, left], Encode("<r>  <l>"));
        Assert.Equal([word, folder.Id(" "), folder.Id("a"), folder.Id("m"), folder.Id("m")], Encode("mm amm"));

        List<int> Encode(string text) => tokenizer.Encode(text, addSpecial: false, parseSpecial: true);
    }

    [Fact]
    public void A_normalized_added_token_is_found_in_normalized_text()
    {
        // The beginning of a word is part of its normalized spelling, as with Hugging Face.
        var folder = new TokenizerFolder("▁", "a", "<", "m", ">").With("normalizer", LlamaNormalizer).With("decoder", LlamaDecoder);
        folder.AddToken("<m>", "\"special\":true,\"normalized\":true");
        var tokenizer = folder.Load();
        Assert.Equal(["▁", "a", "<m>"], Pieces(tokenizer, "a <m>"));
        Assert.Equal(["▁", "a", "<", "m", ">"], Pieces(tokenizer, "a<m>"));
    }

    [Fact]
    public void Special_added_tokens_are_text_when_not_asked_for_and_others_are_found_all_the_same()
    {
        var folder = new TokenizerFolder("<", "s", "t", ">");
        folder.AddToken("<s>", "\"special\":true");
        folder.AddToken("<t>");
        var tokenizer = folder.Load();
        Assert.Equal(["<", "s", ">", "<t>"], tokenizer.Encode("<s><t>", addSpecial: false, parseSpecial: false).Select(tokenizer.Spelling));
        Assert.Equal("<t>", tokenizer.Decode(tokenizer.Encode("<s><t>", addSpecial: false, parseSpecial: true)));
    }

    [Fact]
    public void Byte_level_pieces_are_spelled_in_its_alphabet()
    {
        var folder = new TokenizerFolder();
        for (var value = 0; value < 256; value++) folder.Add(TinyVocabulary.Spelled((byte)value).ToString());
        folder.Add("Ġa");
        var tokenizer = folder.With("model.merges", """["Ġ a"]""").With("decoder", """{"type":"ByteLevel"}""")
            .With("pre_tokenizer", """{"type":"ByteLevel","add_prefix_space":true,"use_regex":true}""").Load();
        Assert.Equal(["Ġa", "Ġ", "Ġa"], Pieces(tokenizer, "a  a"));
        Assert.Equal(" é😀\n", tokenizer.Decode(tokenizer.Encode("é😀\n", addSpecial: false, parseSpecial: true)));
    }

    private static IEnumerable<string?> Pieces(Tokenizer tokenizer, string text) => tokenizer.Encode(text, addSpecial: false, parseSpecial: true).Select(tokenizer.Spelling);
}
