using System.Text.Json;

namespace Orchestrator.LoadTests.Requests;

/// <summary>What one event of a streamed answer says that a measurement needs.</summary>
/// <param name="HasText">Some text came.</param>
/// <param name="IsFinish">The answer's last chunk.</param>
/// <param name="Usage">The counts, where it has them.</param>
/// <param name="Error">The message, where it is an error.</param>
internal readonly record struct AnswerChunk(bool HasText, bool IsFinish, TokenUsage? Usage, string? Error)
{
    /// <summary>Reads a completion's or a chat's chunk.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static AnswerChunk Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var chunk = default(AnswerChunk);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an event is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isChoices = reader.ValueTextEquals("choices"u8);
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isError = reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isChoices && reader.TokenType == JsonTokenType.StartArray) chunk = ReadChoices(ref reader, chunk);
            else if (isUsage && reader.TokenType == JsonTokenType.StartObject) chunk = chunk with { Usage = TokenUsage.Read(ref reader) };
            else if (isError && reader.TokenType != JsonTokenType.Null) chunk = chunk with { Error = ErrorMessage.Read(ref reader) };
            else reader.Skip();
        }
        return chunk;
    }

    // The reader is at the array's start, and ends at its end. Texts may stand at any depth: "text", or "delta": {"content"}.
    private static AnswerChunk ReadChoices(ref Utf8JsonReader reader, AnswerChunk chunk)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var isText = reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("reasoning_content"u8);
            var isFinish = reader.ValueTextEquals("finish_reason"u8);
            var isLong = reader.ValueTextEquals("logprobs"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0) chunk = chunk with { HasText = true };
            if (isFinish && reader.TokenType == JsonTokenType.String) chunk = chunk with { IsFinish = true };
            if (isLong) reader.Skip();
        }
        return chunk;
    }
}
