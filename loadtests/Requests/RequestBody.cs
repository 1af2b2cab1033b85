using System.Buffers;
using System.Text.Json;
using Orchestrator.LoadTests.Prompts;

namespace Orchestrator.LoadTests.Requests;

/// <summary>The JSON of a request to /v1/completions.</summary>
internal static class RequestBody
{
    // A token id with its comma, and the fields around the prompt.
    private const int BytesPerToken = 6, BytesAround = 256;

    public static ReadOnlyMemory<byte> Write(string model, PromptForm form, IReadOnlyList<PromptPiece> prompt, int answerTokens)
    {
        var bytes = new ArrayBufferWriter<byte>(BytesAround + BytesPerToken * prompt.Sum(p => p.Tokens));
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        json.WriteNumber("max_tokens"u8, answerTokens);
        json.WriteBoolean("ignore_eos"u8, true);
        json.WriteNumber("temperature"u8, 0);
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
        json.WritePropertyName("prompt"u8);
        form.Write(json, prompt);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }
}
