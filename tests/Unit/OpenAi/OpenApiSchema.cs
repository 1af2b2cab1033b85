using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Orchestrator.Unit.OpenAi;

/// <summary>Checks JSON against a schema of OpenAI's own API description, as far as responses need: type, nullable, enum, required, properties, additionalProperties, items, minItems, minimum, maximum, allOf, anyOf, oneOf, $ref.</summary>
internal sealed class OpenApiSchema
{
    private static readonly Lazy<JsonElement> s_description = new(Load);

    private readonly JsonElement _schemas = s_description.Value.GetProperty("components").GetProperty("schemas");

    /// <summary>What does not fit, with its place; empty when all fits.</summary>
    public IReadOnlyList<string> Misfits(string schema, JsonElement value)
    {
        var misfits = new List<string>();
        Check(_schemas.GetProperty(schema), value, "$", misfits);
        return misfits;
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> misfits)
    {
        if (schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean() && value.ValueKind == JsonValueKind.Null) return;
        if (schema.TryGetProperty("$ref", out var reference)) Check(_schemas.GetProperty(reference.GetString()!.Split('/')[^1]), value, path, misfits);
        if (schema.TryGetProperty("allOf", out var all))
            foreach (var part in all.EnumerateArray()) Check(part, value, path, misfits);
        CheckAny(schema, "anyOf", value, path, misfits);
        CheckAny(schema, "oneOf", value, path, misfits);
        if (schema.TryGetProperty("type", out var type) && !IsOfType(type, value)) misfits.Add($"{path} is {value.ValueKind}, not {type}");
        if (schema.TryGetProperty("enum", out var options) && !options.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)))
            misfits.Add($"{path} is {value.GetRawText()}, not one of {string.Join(", ", options.EnumerateArray())}");
        if (value.ValueKind == JsonValueKind.Object) CheckObject(schema, value, path, misfits);
        if (value.ValueKind == JsonValueKind.Array) CheckArray(schema, value, path, misfits);
        if (value.ValueKind == JsonValueKind.Number) CheckNumber(schema, value.GetDouble(), path, misfits);
    }

    private void CheckAny(JsonElement schema, string keyword, JsonElement value, string path, List<string> misfits)
    {
        if (!schema.TryGetProperty(keyword, out var parts)) return;
        var all = new List<string>();
        foreach (var part in parts.EnumerateArray())
        {
            var own = new List<string>();
            Check(part, value, path, own);
            if (own.Count == 0) return;
            all.AddRange(own);
        }
        misfits.Add($"{path} fits nothing of {keyword}: {string.Join("; ", all)}");
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path, List<string> misfits)
    {
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray())
                if (!value.TryGetProperty(name.GetString()!, out _)) misfits.Add($"{path} has no {name}");
        var named = schema.TryGetProperty("properties", out var properties);
        foreach (var key in value.EnumerateObject())
        {
            if (named && properties.TryGetProperty(key.Name, out var part)) Check(part, key.Value, $"{path}.{key.Name}", misfits);
            else if (schema.TryGetProperty("additionalProperties", out var other) && other.ValueKind == JsonValueKind.Object) Check(other, key.Value, $"{path}.{key.Name}", misfits);
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string path, List<string> misfits)
    {
        if (schema.TryGetProperty("minItems", out var least) && value.GetArrayLength() < least.GetInt32()) misfits.Add($"{path} has fewer than {least} items");
        if (!schema.TryGetProperty("items", out var items)) return;
        var index = 0;
        foreach (var item in value.EnumerateArray()) Check(items, item, $"{path}[{index++}]", misfits);
    }

    private static void CheckNumber(JsonElement schema, double value, string path, List<string> misfits)
    {
        if (schema.TryGetProperty("minimum", out var least) && value < least.GetDouble()) misfits.Add($"{path} is {value}, below {least}");
        if (schema.TryGetProperty("maximum", out var most) && value > most.GetDouble()) misfits.Add($"{path} is {value}, above {most}");
    }

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            var other => throw new InvalidDataException($"the schema has a type that this check does not know: {other}"),
        };

    private static JsonElement Load()
    {
        using var archive = new TarReader(new GZipStream(File.OpenRead(SharedData.Path("conformance/openai-openapi.tar.gz")), CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
            if (entry.Name.EndsWith("/openapi.json", StringComparison.Ordinal)) return JsonDocument.Parse(entry.DataStream!).RootElement;
        throw new InvalidDataException("the archive of OpenAI's API description has no openapi.json");
    }
}
