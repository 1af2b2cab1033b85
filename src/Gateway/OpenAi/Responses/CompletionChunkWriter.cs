using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Streams an answer to POST /v1/completions, whose chunks look like whole answers with a little text.</summary>
public sealed class CompletionChunkWriter(AnswerHead head, bool includeUsage, int choices)
    : ChunkWriter(head, "text_completion"u8, includeUsage)
{
    // Code points of each choice's tokens so far.
    private readonly int[] _offsets = new int[choices];

    public override void Write(IBufferWriter<byte> output, in TokenChunk chunk)
    {
        if (chunk.Text.Length > 0 || chunk.Finish is not null || chunk.Logprobs is { Count: > 0 }) WriteEvent(output, chunk);
    }

    private protected override void WriteChoice(Utf8JsonWriter json, in TokenChunk chunk)
    {
        json.WriteString("text"u8, chunk.Text);
        json.WritePropertyName("logprobs"u8);
        LogprobsJson.WriteForCompletion(json, chunk.Logprobs, _offsets[chunk.Choice]);
        foreach (var token in chunk.Logprobs ?? []) _offsets[chunk.Choice] += TokenText.CodePoints(token.Bytes.Span);
    }
}
