using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Marks of GGUF vocabularies: put around prompts, found in text, ending answers.</summary>
public sealed class SpecialTokensTests
{
    private static readonly (string, float)[] s_pieces = [("\u2581", -1), ("a", -2), ("b", -2)];

    [Fact]
    public void Special_text_is_parsed_only_when_asked()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, s_pieces).With("add_space_prefix", false);
        var tokenizer = vocabulary.Load();
        Assert.Equal([vocabulary.Id("a"), 2, vocabulary.Id("b")], tokenizer.Encode("a</s>b", addSpecial: false, parseSpecial: true));
        var plain = tokenizer.Encode("a</s>b", addSpecial: false, parseSpecial: false);
        Assert.DoesNotContain(2, plain);
        Assert.Equal("a</s>b", tokenizer.Decode(plain));
    }

    [Fact]
    public void User_defined_tokens_are_found_either_way()
    {
        var vocabulary = TinyVocabulary.ByteLevel("gpt-2");
        var tool = vocabulary.Add("<tool>", 0, TinyVocabulary.UserDefined);
        var tokenizer = vocabulary.Load();
        Assert.Equal(['a', tool, tool], tokenizer.Encode("a<tool><tool>", addSpecial: false, parseSpecial: false));
        Assert.Equal([tool, 'a'], tokenizer.Encode("<tool>a", addSpecial: false, parseSpecial: true));
    }

    [Fact]
    public void Of_overlapping_special_tokens_the_leftmost_and_then_the_longest_wins()
    {
        var vocabulary = TinyVocabulary.ByteLevel("gpt-2");
        var one = vocabulary.Add("<a>", 0, TinyVocabulary.Control);
        var two = vocabulary.Add("<a><b>", 0, TinyVocabulary.Control);
        var three = vocabulary.Add("<b><c><d>", 0, TinyVocabulary.Control);
        var tokenizer = vocabulary.Load();
        Assert.Equal([two, one, '<', 'c', '>'], tokenizer.Encode("<a><b><a><c>", addSpecial: false, parseSpecial: true));
        Assert.Equal([two, '<', 'c', '>', '<', 'd', '>', three], tokenizer.Encode("<a><b><c><d><b><c><d>", addSpecial: false, parseSpecial: true));
    }

    [Fact]
    public void The_beginning_is_marked_as_the_file_says_and_never_twice()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, s_pieces).With("add_space_prefix", false);
        var a = vocabulary.Id("a");
        var tokenizer = vocabulary.Load();
        Assert.True(tokenizer.AddBos);
        Assert.Equal([1, a], tokenizer.Encode("a", addSpecial: true, parseSpecial: false));
        Assert.Equal([1, a], tokenizer.Encode("a", addSpecial: true, parseSpecial: true));
        Assert.Equal([1, a], tokenizer.Encode("<s>a", addSpecial: true, parseSpecial: true));
        Assert.Equal([1, a], tokenizer.Encode("<s>a", addSpecial: false, parseSpecial: true));
        Assert.Equal([1], tokenizer.Encode("", addSpecial: true, parseSpecial: true));
        // As plain text it is no mark, so the mark is still missing.
        Assert.Equal("<s>a", tokenizer.Decode(tokenizer.Encode("<s>a", addSpecial: true, parseSpecial: false)[1..]));

        tokenizer = vocabulary.With("add_bos_token", false).With("add_eos_token", true).Load();
        Assert.False(tokenizer.AddBos);
        Assert.Equal([a, 2], tokenizer.Encode("a", addSpecial: true, parseSpecial: true));
        Assert.Equal([a, 2], tokenizer.Encode("a</s>", addSpecial: true, parseSpecial: true));
    }

    [Fact]
    public void A_space_goes_before_the_text_after_each_mark()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, s_pieces);
        var (space, a) = (vocabulary.Id("\u2581"), vocabulary.Id("a"));
        Assert.Equal([1, space, a, 2, space, a], vocabulary.Load().Encode("a</s>a", addSpecial: true, parseSpecial: true));
    }

    [Fact]
    public void Llama_3_marks_the_beginning_and_GPT_2_does_not()
    {
        Assert.True(WithBos("llama-bpe").Load().AddBos);
        Assert.False(WithBos("gpt-2").Load().AddBos);
        Assert.Null(TinyVocabulary.ByteLevel("llama-bpe").Load().BosId);
        Assert.False(TinyVocabulary.ByteLevel("llama-bpe").Load().AddBos);

        static TinyVocabulary WithBos(string pre) => TinyVocabulary.ByteLevel(pre).With("bos_token_id", 7u);
    }

    [Fact]
    public void An_answer_ends_at_what_the_file_names_and_at_marks_of_a_known_name()
    {
        var vocabulary = TinyVocabulary.ByteLevel("qwen2");
        var end = vocabulary.Add("<|endoftext|>", 0, TinyVocabulary.Control);
        vocabulary.Add("<|im_start|>", 0, TinyVocabulary.Control);
        var turn = vocabulary.Add("<|im_end|>", 0, TinyVocabulary.Control);
        // Ordinary text in a vocabulary of code: no mark.
        vocabulary.Add("</s>", 0, TinyVocabulary.Normal);
        var odd = vocabulary.Add("<odd>", 0, TinyVocabulary.Normal);
        var forgotten = vocabulary.Add("<|eot_id|>", 0, TinyVocabulary.UserDefined);
        vocabulary.With("eos_token_id", (uint)end).With("eot_token_id", (uint)odd);

        var tokenizer = vocabulary.Load();
        Assert.Equal([end, turn, odd, forgotten], tokenizer.EndIds);
        Assert.Equal("<|endoftext|>", tokenizer.EosText);
        Assert.Null(tokenizer.BosText);
        Assert.Equal("", tokenizer.Decode([end, turn, odd, forgotten]));
    }

    [Fact]
    public void Without_ids_of_their_own_Llamas_marks_are_1_and_2_if_they_are_marks()
    {
        var tokenizer = TinyVocabulary.SentencePiece(true, s_pieces).With("bos_token_id", null).With("eos_token_id", null).Load();
        Assert.Equal(1, tokenizer.BosId);
        Assert.Equal([2], tokenizer.EndIds);
        Assert.Equal("<s>", tokenizer.BosText);
    }
}
