using System.Text;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>SentencePiece's BPE, on vocabularies small enough to merge by hand.</summary>
public sealed class SentencePieceTests
{
    [Fact]
    public void The_pair_of_the_highest_score_merges_first()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("a", -9), ("b", -9), ("c", -9), ("ab", -2), ("bc", -1), ("\u2581", -9)).With("add_space_prefix", false);
        Assert.Equal(["a", "bc"], Pieces(vocabulary, "abc"));
    }

    [Fact]
    public void Of_equal_scores_the_leftmost_pair_merges_first()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("a", -9), ("aa", -1)).With("add_space_prefix", false);
        Assert.Equal(["aa", "aa", "a"], Pieces(vocabulary, "aaaaa"));

        vocabulary = TinyVocabulary.SentencePiece(true, ("a", -9), ("b", -9), ("c", -9), ("ab", -1), ("bc", -1)).With("add_space_prefix", false);
        Assert.Equal(["ab", "c"], Pieces(vocabulary, "abc"));
    }

    [Fact]
    public void Any_two_neighbours_that_are_a_token_together_merge_even_if_one_is_none_by_itself()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("u", -1), ("qu", -2)).With("add_space_prefix", false);
        Assert.Equal(["qu"], Pieces(vocabulary, "qu"));
        Assert.Equal(["<0x71>", "qu"], Pieces(vocabulary, "qqu"));
    }

    [Fact]
    public void A_character_that_is_no_token_is_spelled_in_bytes()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("a", -1)).With("add_space_prefix", false);
        Assert.Equal(["<0xE2>", "<0x82>", "<0xAC>", "a", "<0xF0>", "<0x9F>", "<0xA6>", "<0x99>"], Pieces(vocabulary, "€a🦙"));
    }

    [Fact]
    public void Without_byte_tokens_a_run_of_such_characters_is_one_unknown_token()
    {
        var vocabulary = TinyVocabulary.SentencePiece(false, ("a", -1), ("\u2581", -1));
        Assert.Equal(["\u2581", "<unk>", "a", "<unk>", "\u2581", "<unk>"], Pieces(vocabulary, "€🦙a€ €"));
    }

    [Fact]
    public void A_space_goes_before_the_text_only_if_the_file_says_so()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("\u2581", -1), ("a", -2), ("\u2581a", -3));
        Assert.Equal(["\u2581a"], Pieces(vocabulary, "a"));
        Assert.Equal(["\u2581", "\u2581a"], Pieces(vocabulary, " a"));
        Assert.Equal([], Pieces(vocabulary, ""));
        Assert.Equal(["a"], Pieces(vocabulary.With("add_space_prefix", false), "a"));
    }

    [Fact]
    public void Tokens_of_several_words_are_found_across_spaces()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("\u2581", -9), ("a", -9), ("b", -9), ("a\u2581", -3), ("a\u2581b", -2), ("\u2581a", -5)).With("add_space_prefix", false);
        Assert.Equal(["a\u2581b"], Pieces(vocabulary, "a b"));
        Assert.Equal(["b", "\u2581a"], Pieces(vocabulary, "b a"));
    }

    [Fact]
    public void Text_never_merges_into_a_mark_or_a_byte_token()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("<", -9), ("s", -9), (">", -9), ("<s", -1), ("0x41>", -1), ("<0", -1)).With("add_space_prefix", false);
        Assert.Equal(["<s", ">"], Pieces(vocabulary, "<s>"));
        Assert.DoesNotContain("<0x41>", Pieces(vocabulary, "<0x41>"));
    }

    [Fact]
    public void A_very_long_run_of_one_character_is_merged_in_the_usual_way()
    {
        var tokenizer = TinyVocabulary.SentencePiece(true, ("a", -9), ("aa", -1), ("aaaa", -2)).With("add_space_prefix", false).Load();
        var ids = tokenizer.Encode(new string('a', 1_000_003), addSpecial: false, parseSpecial: false);
        Assert.Equal(250_002, ids.Count);
        Assert.Equal("aaaa", tokenizer.Spelling(ids[0]));
        Assert.Equal(["aa", "a"], ids[^2..].Select(tokenizer.Spelling));
    }

    [Fact]
    public void The_space_put_before_a_text_is_taken_away_again_but_not_from_an_answer()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("\u2581", -1), ("\u2581there", -2));
        var tokenizer = vocabulary.Load();
        var id = vocabulary.Id("\u2581there");
        Assert.Equal("there there", tokenizer.Decode([id, id]));
        Assert.Equal(" there", tokenizer.CreateDetokenizer().Append(id).ToString());
        Assert.Equal(" there", Encoding.UTF8.GetString(tokenizer.Bytes(id)));
    }

    private static IEnumerable<string?> Pieces(TinyVocabulary vocabulary, string text)
    {
        var tokenizer = vocabulary.Load();
        return tokenizer.Encode(text, addSpecial: false, parseSpecial: false).Select(tokenizer.Spelling);
    }
}
