using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Writes the answers of GET /v1/models and GET /v1/models/{id}.</summary>
public static class ModelList
{
    /// <summary>All models, as one JSON object.</summary>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<ModelCard> models)
    {
        using var json = new Utf8JsonWriter(output, JsonText.Options);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in models) Write(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One model, as one JSON object.</summary>
    public static void Write(IBufferWriter<byte> output, ModelCard model)
    {
        using var json = new Utf8JsonWriter(output, JsonText.Options);
        Write(json, model);
    }

    private static void Write(Utf8JsonWriter json, ModelCard model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, model.Created.ToUnixTimeSeconds());
        json.WriteString("owned_by"u8, model.OwnedBy);
        json.WriteNumber("max_model_len"u8, model.ContextTokens);
        json.WriteEndObject();
    }
}
