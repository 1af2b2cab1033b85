using System.Text.Json;

namespace Orchestrator.LoadTests.Requests;

/// <summary>The server's own counts of one request.</summary>
/// <param name="Prompt">Tokens of the prompt, with what the server adds.</param>
/// <param name="Answer">Tokens of the answer.</param>
/// <param name="Cached">Of the prompt, those it had already computed; null where it does not say.</param>
internal readonly record struct TokenUsage(int Prompt, int Answer, int? Cached)
{
    /// <summary>The reader is at the object's start, and ends at its end.</summary>
    public static TokenUsage Read(ref Utf8JsonReader reader)
    {
        var usage = default(TokenUsage);
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var isPrompt = reader.ValueTextEquals("prompt_tokens"u8);
            var isAnswer = reader.ValueTextEquals("completion_tokens"u8);
            var isCached = reader.ValueTextEquals("cached_tokens"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var count)) continue;
            if (isPrompt) usage = usage with { Prompt = count };
            else if (isAnswer) usage = usage with { Answer = count };
            else if (isCached) usage = usage with { Cached = count };
        }
        return usage;
    }
}
