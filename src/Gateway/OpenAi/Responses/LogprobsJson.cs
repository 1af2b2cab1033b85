using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Writes log probabilities in the forms of the two endpoints.</summary>
internal static class LogprobsJson
{
    // What OpenAI writes for "very unlikely"; JSON has no infinity.
    private const float Least = -9999;

    /// <summary>One object per token; null for null.</summary>
    public static void WriteForChat(Utf8JsonWriter json, IReadOnlyList<TokenLogprob>? tokens)
    {
        if (tokens is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("content"u8);
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            WriteToken(json, token.Bytes.Span, token.Logprob);
            json.WriteStartArray("top_logprobs"u8);
            foreach (var likely in token.Top)
            {
                json.WriteStartObject();
                WriteToken(json, likely.Bytes.Span, likely.Logprob);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    /// <summary>Four arrays side by side; null for null.</summary>
    /// <param name="json">Expects a value.</param>
    /// <param name="tokens">Of this choice, or this chunk of it.</param>
    /// <param name="offset">Code points of the choice's text before the first token.</param>
    public static void WriteForCompletion(Utf8JsonWriter json, IReadOnlyList<TokenLogprob>? tokens, int offset)
    {
        if (tokens is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("tokens"u8);
        foreach (var token in tokens) json.WriteStringValue(TokenText.Of(token.Bytes.Span));
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs"u8);
        foreach (var token in tokens) json.WriteNumberValue(Writable(token.Logprob));
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs"u8);
        foreach (var token in tokens) WriteTop(json, token.Top);
        json.WriteEndArray();
        json.WriteStartArray("text_offset"u8);
        foreach (var token in tokens)
        {
            json.WriteNumberValue(offset);
            offset += TokenText.CodePoints(token.Bytes.Span);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Different tokens may have one text (a letter and the byte it is made of); an object can name it once, and the likelier comes first.
    private static void WriteTop(Utf8JsonWriter json, IReadOnlyList<LikelyToken> top)
    {
        var written = new HashSet<string>(top.Count, StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (var likely in top)
        {
            var text = TokenText.Of(likely.Bytes.Span);
            if (written.Add(text)) json.WriteNumber(text, Writable(likely.Logprob));
        }
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, float logprob)
    {
        json.WriteString("token"u8, TokenText.Of(bytes));
        json.WriteNumber("logprob"u8, Writable(logprob));
        json.WriteStartArray("bytes"u8);
        foreach (var one in bytes) json.WriteNumberValue(one);
        json.WriteEndArray();
    }

    private static float Writable(float logprob) => logprob >= Least ? Math.Min(logprob, 0) : Least;
}
