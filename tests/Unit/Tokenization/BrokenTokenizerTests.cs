using System.Text;
using Orchestrator.Gateway.Tokenization;
using Orchestrator.ModelFiles;
using Orchestrator.Unit.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Whatever is wrong with a tokenizer is one clear line that names file and part.</summary>
public sealed class BrokenTokenizerTests
{
    private static TinyVocabulary SentencePiece => TinyVocabulary.SentencePiece(true, ("a", -1), ("\u2581", -2));

    public static TheoryData<string, string> BrokenGguf => new()
    {
        { "tokens", "there is no tokenizer.ggml.tokens" },
        { "model", "there is no tokenizer.ggml.model" },
        { "bert", "\"bert\", which is not supported" },
        { "scores", "261 tokens but 3 scores" },
        { "not a number", "the score of token 1 is not a number" },
        { "types", "261 tokens but 2 token types" },
        { "type", "type 9" },
        { "bos", "bos_token_id is 261" },
        { "twice", "tokens 259 and 261 are both \"a\"" },
        { "no bytes", "neither an unknown token nor one for each byte" },
        { "byte", "the byte token \"<0xG1>\"" },
        { "add bos", "add_bos_token is true but there is no" },
        { "merges", "there is no tokenizer.ggml.merges" },
        { "unknown merge", "\"x\" with \"€\", needs a token \"€\"" },
        { "merge of nothing", "needs a token \"xy\"" },
        { "half a merge", "does not name two tokens" },
    };

    [Theory]
    [MemberData(nameof(BrokenGguf))]
    public void A_broken_GGUF_vocabulary_is_one_clear_error(string what, string complaint)
    {
        var error = Assert.Throws<TokenizerException>(() => Broken(what).Load());
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains("vocabulary.gguf: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("model.type", "\"WordPiece\"", "model.type is \"WordPiece\"")]
    [InlineData("model.vocab", "null", "model.vocab is missing")]
    [InlineData("model.vocab", "{}", "model.vocab is empty")]
    [InlineData("model.vocab", "{\"a\":0}", "model.unk_token is \"<unk>\"")]
    [InlineData("model.vocab", "{\"<unk>\":-1}", "model.vocab.<unk> is -1")]
    [InlineData("model.vocab", "{\"<unk>\":4000000000}", "is not an integer of 32 bits")]
    [InlineData("model.vocab", "{\"<unk>\":400000000}", "is not an id below")]
    [InlineData("model.vocab", "{\"<unk>\":0,\"b\":0}", "which is that of \"<unk>\"")]
    [InlineData("model.merges", "[\"a zz\"]", "needs a token \"zz\"")]
    [InlineData("model.merges", "[[\"a\"]]", "model.merges[0] is not a pair")]
    [InlineData("model.merges", "[1]", "model.merges[0] is not an array")]
    [InlineData("model.dropout", "0.1", "model.dropout is not 0")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "model.end_of_word_suffix is not supported")]
    [InlineData("model", "[]", "model is not an object")]
    [InlineData("normalizer", "{\"type\":\"Lowercase\"}", "normalizer is of the type Lowercase")]
    [InlineData("normalizer", "{\"type\":\"NFKC\"}", "normalizer is of the type NFKC")]
    [InlineData("pre_tokenizer", "{\"type\":\"BertPreTokenizer\"}", "pre_tokenizer is of the type BertPreTokenizer")]
    [InlineData("pre_tokenizer", "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"ByteLevel\"},{\"type\":\"Digits\"}]}", "pretokenizers[1] comes after ByteLevel")]
    [InlineData("pre_tokenizer", "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Digits\"},{\"type\":\"Metaspace\"}]}", "pretokenizers[1] adds or replaces spaces")]
    [InlineData("post_processor", "{\"type\":\"BertProcessing\"}", "post_processor is of the type BertProcessing")]
    [InlineData("post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[]}", "post_processor.single leaves the text out")]
    [InlineData("post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"s\"}},{\"Sequence\":{}}],\"special_tokens\":{\"s\":{\"ids\":[99]}}}", "ids[0] is 99, which is no token")]
    [InlineData("decoder", "null", "decoder is missing")]
    [InlineData("decoder", "{\"type\":\"CTC\"}", "decoder is a CTC")]
    [InlineData("added_tokens", "[{\"id\":1,\"content\":\"<unk>\"}]", "added_tokens[0].id gives \"<unk>\" the id 1, but it has the id 0")]
    [InlineData("added_tokens", "[{\"id\":5}]", "added_tokens[0].content is missing")]
    public void A_broken_tokenizer_json_is_one_clear_error(string place, string json, string complaint)
    {
        var error = Assert.Throws<TokenizerException>(() => new TokenizerFolder("a").With(place, json).Load());
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Broken_files_beside_it_are_named()
    {
        var error = Assert.Throws<TokenizerException>(() => new TokenizerFolder("a").WithFile("tokenizer_config.json", "{\"eos_token\":\"</s>\"}").Load());
        Assert.Contains("tokenizer_config.json: eos_token is \"</s>\", which is not in the vocabulary", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TokenizerException>(() => new TokenizerFolder("a").WithFile("generation_config.json", "{\"eos_token_id\":").Load());
        Assert.Contains("generation_config.json: ", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TokenizerException>(() => new TokenizerFolder("a").WithFile("tokenizer_config.json", "{\"add_bos_token\":true}").Load());
        Assert.Contains("add_bos_token is true but there is no bos_token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_and_a_path_without_a_file_are_errors()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("there is no tokenizer.json", Assert.Throws<TokenizerException>(() => Tokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFileException>(() => Tokenizer.Load(Path.Combine(folder.Path, "none.gguf")));
    }

    [Fact]
    public void Random_changes_give_a_tokenizer_or_one_clear_error()
    {
        var random = RandomSeed.New();
        using var folder = new TemporaryFolder();
        new TokenizerFolder("a", "▁", "ab", "b").With("model.merges", "[\"a b\"]").With("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"[^\\s\\p{L}]?\\p{L}+|\\s+(?!\\S)"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false}]}""")
            .With("added_tokens", "[{\"id\":0,\"content\":\"<unk>\",\"special\":true}]").WithFile("tokenizer_config.json", """{"bos_token":"<unk>","add_bos_token":true,"chat_template":"x"}""").Write(folder);
        var json = File.ReadAllBytes(Path.Combine(folder.Path, "tokenizer.json"));
        var gguf = SentencePiece.Bytes();
        for (var round = 0; round < 1500; round++)
        {
            folder.File("tokenizer.json", Changed(json, random, json.Length));
            Try(folder.Path);
            // The first bytes hold the keys and what is not the long arrays; the rest is changed less often.
            Try(folder.File("v.gguf", Changed(gguf, random, random.Next(2) == 0 ? gguf.Length : 400)));
        }
    }

    private static void Try(string path)
    {
        try
        {
            var tokenizer = Tokenizer.Load(path);
            tokenizer.Decode(tokenizer.Encode("ab <unk> é😀\n", addSpecial: true, parseSpecial: true));
        }
        catch (Exception clear) when (clear is TokenizerException or ModelFileException)
        {
            Assert.DoesNotContain('\n', clear.Message);
        }
    }

    private static byte[] Changed(byte[] file, Random random, int upTo)
    {
        var changed = file.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(Math.Min(upTo, changed.Length));
            changed[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => file[random.Next(file.Length)], _ => Encoding.ASCII.GetBytes("\"{}[],:-0")[random.Next(9)] };
        }
        return changed;
    }

    private static TinyVocabulary Broken(string what)
    {
        var pieces = SentencePiece;
        var bytes = TinyVocabulary.ByteLevel("gpt-2");
        switch (what)
        {
            case "tokens": return bytes.WithoutTokens();
            case "model": return bytes.With("model", null);
            case "bert": return bytes.With("model", "bert");
            case "scores": return pieces.With("scores", new[] { 0f, 0f, 0f });
            case "not a number": return pieces.With("scores", Enumerable.Range(0, pieces.Count).Select(id => id == 1 ? float.NaN : 0f).ToArray());
            case "types": return pieces.With("token_type", new[] { 1, 1 });
            case "type": return pieces.With("token_type", Enumerable.Repeat(9, pieces.Count).ToArray());
            case "bos": return pieces.With("bos_token_id", 261u);
            case "twice":
                pieces.Add("a", 0, TinyVocabulary.Normal);
                return pieces;
            case "no bytes": return TinyVocabulary.SentencePiece(false, ("a", -1)).With("token_type", new[] { 1, 3, 3, 1 });
            case "byte":
                pieces.Add("<0xG1>", 0, TinyVocabulary.Byte);
                return pieces;
            case "add bos": return bytes.With("add_bos_token", true);
            case "merges": return bytes.With("merges", null);
            case "unknown merge": return bytes.With("merges", new[] { "x €" });
            case "merge of nothing": return bytes.With("merges", new[] { "x y" });
            case "half a merge": return bytes.With("merges", new[] { "xy" });
            default: throw new ArgumentException(what, nameof(what));
        }
    }
}
