using System.Text;
using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Text from tokens as they arrive, one byte a token at worst.</summary>
public sealed class DetokenizerTests
{
    private static readonly Tokenizer s_bytes = TinyVocabulary.ByteLevel("gpt-2").Load();

    [Fact]
    public void A_character_waits_for_its_last_byte()
    {
        var detokenizer = s_bytes.CreateDetokenizer();
        var chunks = Encoding.UTF8.GetBytes("a€🦙").Select(value => detokenizer.Append(value).ToString()).ToList();
        Assert.Equal(["a", "", "", "€", "", "", "", "🦙"], chunks);
        Assert.Equal("", detokenizer.Flush().ToString());
    }

    [Fact]
    public void What_never_becomes_a_character_is_replaced_when_that_is_certain()
    {
        var detokenizer = s_bytes.CreateDetokenizer();
        Assert.Equal("", detokenizer.Append(0xF0).ToString());
        Assert.Equal("", detokenizer.Append(0x9F).ToString());
        Assert.Equal("\ufffda", detokenizer.Append('a').ToString());
        Assert.Equal("\ufffd", detokenizer.Append(0xFF).ToString());
        Assert.Equal("", detokenizer.Append(0xE2).ToString());
        Assert.Equal("\ufffd", detokenizer.Flush().ToString());
        Assert.Equal("b", detokenizer.Append('b').ToString());
    }

    [Fact]
    public void Any_bytes_in_any_chunks_give_what_decoding_them_at_once_gives()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Bytes(random);
            var detokenizer = s_bytes.CreateDetokenizer();
            var text = new StringBuilder();
            foreach (var value in bytes)
            {
                var chunk = detokenizer.Append(value).ToString();
                Assert.True(IsValid(chunk), $"{Convert.ToHexString(bytes)} gives a chunk that is not whole characters");
                text.Append(chunk);
            }
            text.Append(detokenizer.Flush());
            Assert.Equal(Encoding.UTF8.GetString(bytes), text.ToString());
        }
    }

    [Fact]
    public void Marks_and_unknown_tokens_give_no_text_and_user_defined_ones_theirs()
    {
        var vocabulary = TinyVocabulary.SentencePiece(true, ("a", -1));
        var tool = vocabulary.Add("<tool>", 0, TinyVocabulary.UserDefined);
        var tokenizer = vocabulary.Load();
        Assert.Equal("a<tool>a", tokenizer.Decode([1, vocabulary.Id("a"), 0, tool, vocabulary.Id("a"), 2]));
        Assert.True(tokenizer.Bytes(2).IsEmpty);
    }

    [Fact]
    public void A_token_past_the_vocabulary_gives_no_text_and_a_negative_one_is_an_error()
    {
        var detokenizer = s_bytes.CreateDetokenizer();
        Assert.Equal(256, s_bytes.VocabSize);
        Assert.Equal("", detokenizer.Append(256).ToString());
        Assert.Equal("", detokenizer.Append(int.MaxValue).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => s_bytes.CreateDetokenizer().Append(-1));
    }

    // Valid text, torn text and noise.
    private static byte[] Bytes(Random random)
    {
        var bytes = new List<byte>();
        for (var parts = random.Next(1, 8); parts > 0; parts--)
        {
            var part = random.Next(3) == 0
                ? Enumerable.Range(0, random.Next(1, 4)).Select(_ => (byte)random.Next(256)).ToArray()
                : Encoding.UTF8.GetBytes(new Rune(random.Next(4) switch { 0 => random.Next(0x80), 1 => random.Next(0x80, 0x800), 2 => random.Next(0x800, 0xD800), _ => random.Next(0x10000, 0x110000) }).ToString());
            bytes.AddRange(part.AsSpan(0, random.Next(4) == 0 ? random.Next(part.Length + 1) : part.Length));
        }
        return [.. bytes];
    }

    private static bool IsValid(string chunk)
    {
        for (var i = 0; i < chunk.Length; i++)
        {
            if (char.IsHighSurrogate(chunk[i]) && i + 1 < chunk.Length && char.IsLowSurrogate(chunk[i + 1])) i++;
            else if (char.IsSurrogate(chunk[i])) return false;
        }
        return true;
    }
}
