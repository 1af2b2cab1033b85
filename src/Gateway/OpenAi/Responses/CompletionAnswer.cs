using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Writes a whole answer to POST /v1/completions.</summary>
public static class CompletionAnswer
{
    /// <param name="output">Receives one JSON object.</param>
    /// <param name="head">As in every chunk.</param>
    /// <param name="choices">By index, ascending.</param>
    /// <param name="usage">Of all of them.</param>
    public static void Write(IBufferWriter<byte> output, AnswerHead head, IReadOnlyList<AnswerChoice> choices, Usage usage)
    {
        using var json = new Utf8JsonWriter(output, JsonText.Options);
        json.WriteStartObject();
        AnswerJson.WriteHead(json, head, "text_completion"u8);
        json.WriteStartArray("choices"u8);
        foreach (var choice in choices)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, choice.Index);
            json.WriteString("text"u8, choice.Text);
            json.WritePropertyName("logprobs"u8);
            // Echo and log probabilities exclude each other, so the text begins with the first token.
            LogprobsJson.WriteForCompletion(json, choice.Logprobs, offset: 0);
            AnswerJson.WriteFinish(json, choice.Finish);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        AnswerJson.WriteUsage(json, usage);
        json.WriteEndObject();
    }
}
