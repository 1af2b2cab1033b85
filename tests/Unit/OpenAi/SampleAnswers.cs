using System.Buffers;
using System.Text;
using Orchestrator.Gateway.OpenAi.Responses;

namespace Orchestrator.Unit.OpenAi;

/// <summary>Answers for the tests of the writers.</summary>
internal static class SampleAnswers
{
    public static readonly AnswerHead ChatHead = AnswerHead.ForChat(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "tiny", "fp_1");

    public static readonly AnswerHead CompletionHead = AnswerHead.ForCompletion(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "tiny", "fp_1");

    public static readonly Usage Usage = new(PromptTokens: 9, CompletionTokens: 4, CachedTokens: 8);

    /// <summary>An "é" in two tokens of one byte each, and an unlikely "!"; two likely tokens at each place.</summary>
    public static readonly IReadOnlyList<TokenLogprob> Logprobs =
    [
        new(new byte[] { 0xC3 }, -0.5f, [new(new byte[] { 0xC3 }, -0.5f), new("A"u8.ToArray(), -1.25f)]),
        new(new byte[] { 0xA9 }, -0.25f, [new(new byte[] { 0xA9 }, -0.25f), new("B"u8.ToArray(), -2f)]),
        new("!"u8.ToArray(), float.NegativeInfinity, [new("!"u8.ToArray(), 0f), new("!"u8.ToArray(), float.NegativeInfinity)]),
    ];

    public static string Text(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The JSON of each event; the text must be nothing but events of one data line.</summary>
    public static string[] Events(string text)
    {
        if (!text.EndsWith("\n\n", StringComparison.Ordinal)) throw new InvalidDataException($"the last event is not ended: {text}");
        return [.. text[..^2].Split("\n\n").Select(one => one.StartsWith("data: ", StringComparison.Ordinal) && !one.Contains('\n') ? one[6..] : throw new InvalidDataException($"no event: {one}"))];
    }
}
