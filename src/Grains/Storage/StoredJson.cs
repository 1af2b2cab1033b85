using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace Orchestrator.Grains.Storage;

/// <summary>How durable state is written, in files and in Redis alike: JSON, which people can read and later versions can add to.</summary>
public sealed class StoredJson : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, s_options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, s_options)
        ?? throw new JsonException("the stored state is null");
}
