using System.Text;
using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Encoding and decoding any text gives that text back.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] s_parts =
    [
        "a", "b", "ab", "the ", "Hello", "'s", "'LL", " ", "  ", "\n", "\r\n", "\t", "1", "23", "4567", "!", "...", "<s>", "</s>", "<0x41>", "é", "e\u0301", "ß", "日本", "한국",
        "الع", "हिन्दी", "😀", "👩‍👩‍👧", "𠀀", "𝔘", "𐐀", "\u00a0", "\u3000", "\u200b", "\u2581", "\0", "\ufffd", "\ue000", "\U0010FFFF",
    ];

    private static TinyVocabulary SentencePiece => TinyVocabulary.SentencePiece(true,
        ("\u2581", -1), ("a", -2), ("b", -3), ("ab", -4), ("t", -5), ("h", -6), ("e", -7), ("th", -8), ("the", -9), ("\u2581the", -10), ("\u2581\u2581", -11), ("\u2581the\u2581", -12), ("日", -13), ("日本", -14));

    public static TheoryData<string> Kinds => ["sentencepiece", "gpt-2", "llama-bpe", "qwen2", "tekken", "smollm", "deepseek-llm", "deepseek-v3", "gpt-4o", "default"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_text_comes_back(string kind)
    {
        var random = RandomSeed.New();
        var tokenizer = Load(kind);
        for (var round = 0; round < 500; round++)
        {
            // The mark that stands for a space cannot be told from one.
            var text = Text(random, kind == "sentencepiece" ? "\u2581" : null);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, addSpecial: false, parseSpecial: false)));
        }
    }

    [Fact]
    public async Task Many_threads_may_encode_at_once()
    {
        var random = RandomSeed.New();
        var tokenizer = Load("llama-bpe");
        var texts = Enumerable.Range(0, 200).Select(_ => Text(random, null)).ToList();
        var alone = Load("llama-bpe");
        var expected = texts.Select(text => alone.Encode(text, addSpecial: true, parseSpecial: true)).ToList();
        var rounds = Enumerable.Range(0, 4).Select(_ => Task.Run(() => texts.Select(text => tokenizer.Encode(text, addSpecial: true, parseSpecial: true)).ToList()));
        foreach (var round in await Task.WhenAll(rounds)) Assert.Equal(expected, round);
    }

    private static Tokenizer Load(string kind) => kind == "sentencepiece"
        ? SentencePiece.Load()
        : TinyVocabulary.ByteLevel(kind, "t h", "th e", "\u0120 the", "a b", "\u0120 \u0120", "Ã ©", "2 3", "1 2").Load();

    private static string Text(Random random, string? without)
    {
        var text = new StringBuilder();
        for (var parts = random.Next(30); parts > 0; parts--)
        {
            var part = random.Next(5) > 0 ? s_parts[random.Next(s_parts.Length)] : new Rune(random.Next(2) == 0 ? random.Next(0xD800) : random.Next(0x10000, 0x110000)).ToString();
            if (part != without) text.Append(part);
        }
        return text.ToString();
    }
}
