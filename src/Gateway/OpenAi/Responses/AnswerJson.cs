using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>The pieces that whole answers and chunks have in common.</summary>
internal static class AnswerJson
{
    public static void WriteHead(Utf8JsonWriter json, AnswerHead head, ReadOnlySpan<byte> type)
    {
        json.WriteString("id"u8, head.Id);
        json.WriteString("object"u8, type);
        json.WriteNumber("created"u8, head.Created.ToUnixTimeSeconds());
        json.WriteString("model"u8, head.Model);
        json.WriteString("system_fingerprint"u8, head.SystemFingerprint);
    }

    /// <summary>The counts; and behind them, only where it is so, that the answer may differ from an undisturbed one.</summary>
    public static void WriteUsage(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        json.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        json.WriteNumber("total_tokens"u8, usage.TotalTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedTokens);
        json.WriteEndObject();
        json.WriteEndObject();
        if (usage.RecoveredOnOtherNumerics) json.WriteBoolean("recovered_on_other_numerics"u8, true);
    }

    /// <summary>Null while the answer goes on.</summary>
    public static void WriteFinish(Utf8JsonWriter json, FinishReason? finish)
    {
        if (finish is { } reason) json.WriteString("finish_reason"u8, reason == FinishReason.Stop ? "stop"u8 : "length"u8);
        else json.WriteNull("finish_reason"u8);
    }
}
