using System.Buffers;
using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Responses;

namespace Orchestrator.Gateway.OpenAi.Errors;

/// <summary>Writes an error as OpenAI's <c>{"error":{"message","type","param","code"}}</c>, alone or as a whole HTTP response.</summary>
public static class OpenAiErrorJson
{
    /// <summary>Appends the JSON object, without a line end.</summary>
    public static void Write(IBufferWriter<byte> output, OpenAiError error)
    {
        using var json = new Utf8JsonWriter(output, JsonText.Options);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Answers with the error: status, Retry-After, Allow, WWW-Authenticate where they belong, and the JSON body. The response must not have started.</summary>
    public static async Task AnswerAsync(HttpResponse response, OpenAiError error, CancellationToken cancel)
    {
        response.StatusCode = error.Status;
        if (error.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
        if (error.Allow is { } methods) response.Headers.Allow = methods;
        if (error.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        await JsonText.AnswerAsync(response, body => Write(body, error), cancel);
    }
}
