using System.Text.Json;

namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>The fields of one JSON object in a file. Absent and null are one, as in Hugging Face's own configurations; a field of another kind is an error.</summary>
internal sealed class JsonFields
{
    // Configurations have kilobytes, indexes of the largest models a few megabytes.
    private const int LargestFile = 64 << 20;

    private readonly string _place;
    private readonly JsonElement _object;

    private JsonFields(string place, JsonElement json)
    {
        _place = place;
        _object = json;
    }

    public static JsonFields Read(string path)
    {
        using var file = MappedFile.Open(path);
        if (file.Length > LargestFile) throw new ModelFileException($"{path}: {file.Length} bytes of JSON; the limit is {LargestFile}");
        var json = new Utf8JsonReader(file.Bytes(0, (int)file.Length));
        try
        {
            var root = JsonElement.ParseValue(ref json);
            if (root.ValueKind != JsonValueKind.Object || json.Read()) throw new JsonException();
            return new JsonFields($"{path}:", root);
        }
        catch (JsonException error)
        {
            throw new ModelFileException($"{path}: not a JSON object, at byte {json.BytesConsumed}", error);
        }
    }

    public string? String(string name) => Find(name) is not { } value ? null : Text(value) ?? throw Wrong(name, "a string");

    public long? Integer(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong(name, "an integer");

    public float? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) ? number : throw Wrong(name, "a number");

    public bool? Bool(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false");

    public IReadOnlyList<string>? Strings(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => Text(text) ?? throw Wrong(name, "a list of strings"))]
        : throw Wrong(name, "a list of strings");

    public JsonFields? Object(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonFields($"{_place} {name}:", value) : throw Wrong(name, "an object");

    public bool Contains(string name) => Find(name) is not null;

    public bool HoldsObjects => _object.EnumerateObject().Any(inner => inner.Value.ValueKind == JsonValueKind.Object);

    /// <summary>All fields, each of which must be a string.</summary>
    public IEnumerable<(string Name, string Value)> AllStrings() =>
        _object.EnumerateObject().Select(field => (NameOf(field), Text(field.Value) ?? throw Wrong(NameOf(field), "a string")));

    public ModelFileException Error(string complaint) => new($"{_place} {complaint}");

    private JsonElement? Find(string name) => _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private ModelFileException Wrong(string name, string expected) => Error($"{Quoted.Text(name)} should be {expected}");

    // Text is decoded when it is asked for, so that bytes which are not UTF-8 come to light only here.
    private string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try { return value.GetString(); }
        catch (InvalidOperationException error) { throw new ModelFileException($"{_place} a string is not valid text", error); }
    }

    private string NameOf(JsonProperty field)
    {
        try { return field.Name; }
        catch (InvalidOperationException error) { throw new ModelFileException($"{_place} a name is not valid text", error); }
    }
}
