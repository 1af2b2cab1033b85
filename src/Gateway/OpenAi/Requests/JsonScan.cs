using System.Text.Json;
using System.Text.Unicode;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads a whole JSON text once and refuses all that would make later steps ambiguous, slow or throw: broken UTF-8 or escapes, duplicate keys, excess depth or size.</summary>
internal static class JsonScan
{
    /// <summary>Null when the text is one sound JSON value.</summary>
    public static OpenAiError? Check(ReadOnlySpan<byte> body, RequestLimits limits)
    {
        if (body.Trim(" \t\r\n"u8).IsEmpty) return Refusals.EmptyBody();
        if (!Utf8.IsValid(body)) return Refusals.BadUtf8(JsonPosition.FirstBrokenByte(body));
        try
        {
            return Walk(body, limits);
        }
        catch (JsonException broken)
        {
            return JsonPosition.Describe(body, broken.LineNumber ?? 0, broken.BytePositionInLine ?? 0);
        }
    }

    private static OpenAiError? Walk(ReadOnlySpan<byte> body, RequestLimits limits)
    {
        // One level more than allowed, so that the limit is ours to report.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = limits.Depth + 1 });
        var trail = new JsonTrail(limits.Depth);
        var values = 0;
        while (reader.Read())
        {
            var token = reader.TokenType;
            if (token is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                trail.Leave();
                continue;
            }
            if (token is JsonTokenType.PropertyName)
            {
                if (CheckName(ref reader, trail, limits) is { } refusal) return refusal;
                continue;
            }
            trail.Step();
            if (++values > limits.Values) return Refusals.TooManyValues(limits.Values);
            if (token is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                if (trail.IsFull) return Refusals.TooDeep(limits.Depth);
                trail.Enter(array: token is JsonTokenType.StartArray);
            }
            else if (token is JsonTokenType.String && reader.ValueIsEscaped && !SurrogateEscapes.ArePaired(reader.ValueSpan))
            {
                return FieldRefusals.BrokenText(trail.Path);
            }
        }
        return null;
    }

    private static OpenAiError? CheckName(ref Utf8JsonReader reader, JsonTrail trail, RequestLimits limits)
    {
        if (reader.ValueIsEscaped && !SurrogateEscapes.ArePaired(reader.ValueSpan)) return FieldRefusals.BrokenText("");
        if (!trail.Name(reader.GetString()!)) return FieldRefusals.Duplicate(trail.Path);
        return trail.Keys > limits.Keys ? FieldRefusals.TooManyKeys(trail.ParentPath, limits.Keys) : null;
    }
}
