using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Streams an answer to POST /v1/chat/completions: per choice the role first, then what the text gains, then an empty delta with the reason it ended.</summary>
public sealed class ChatChunkWriter(AnswerHead head, bool includeUsage, int choices)
    : ChunkWriter(head, "chat.completion.chunk"u8, includeUsage)
{
    private enum Delta
    {
        Role,
        Content,
        Empty,
    }

    private readonly bool[] _begun = new bool[choices];
    private Delta _delta;

    public override void Write(IBufferWriter<byte> output, in TokenChunk chunk)
    {
        if (!_begun[chunk.Choice])
        {
            _begun[chunk.Choice] = true;
            WriteEvent(output, new TokenChunk(chunk.Choice, ""), Delta.Role);
        }
        if (chunk.Text.Length > 0 || chunk.Logprobs is { Count: > 0 }) WriteEvent(output, chunk with { Finish = null }, Delta.Content);
        if (chunk.Finish is not null) WriteEvent(output, new TokenChunk(chunk.Choice, "", chunk.Finish), Delta.Empty);
    }

    private protected override void WriteChoice(Utf8JsonWriter json, in TokenChunk chunk)
    {
        json.WriteStartObject("delta"u8);
        if (_delta == Delta.Role) json.WriteString("role"u8, "assistant"u8);
        if (_delta != Delta.Empty) json.WriteString("content"u8, chunk.Text);
        json.WriteEndObject();
        json.WritePropertyName("logprobs"u8);
        LogprobsJson.WriteForChat(json, chunk.Logprobs);
    }

    private void WriteEvent(IBufferWriter<byte> output, in TokenChunk chunk, Delta delta)
    {
        _delta = delta;
        WriteEvent(output, chunk);
    }
}
