using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>A value in a JSON file that knows where it stands, so that whatever is wrong with it is one clear error. null counts as absent.</summary>
internal readonly struct JsonField
{
    private readonly string _place;
    private readonly JsonElement? _value;

    private JsonField(string place, JsonElement? value)
    {
        _place = place;
        _value = value is { ValueKind: JsonValueKind.Null } ? null : value;
    }

    public bool Exists => _value is not null;

    public bool IsText => _value is { ValueKind: JsonValueKind.String };

    public bool IsFlag => _value is { ValueKind: JsonValueKind.True or JsonValueKind.False };

    public bool IsArray => _value is { ValueKind: JsonValueKind.Array };

    public bool IsObject => _value is { ValueKind: JsonValueKind.Object };

    /// <summary>A field of an object; an absent one of an absent object.</summary>
    public JsonField this[string name]
    {
        get
        {
            var place = $"{_place}{(_place.EndsWith(": ", StringComparison.Ordinal) ? "" : ".")}{name}";
            if (_value is not { } value) return new JsonField(place, null);
            return new JsonField(place, (IsObject ? value : throw Wrong("is not an object")).TryGetProperty(name, out var field) ? field : null);
        }
    }

    /// <summary>The root of a file; an absent value where there is no such file.</summary>
    public static JsonField Read(string path)
    {
        if (!File.Exists(path)) return new JsonField(path + ": ", null);
        try
        {
            var text = File.ReadAllBytes(path).AsSpan();
            if (text.StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
            return new JsonField(path + ": ", JsonElement.Parse(text));
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TokenizerException($"{path}: {unreadable.Message}", unreadable);
        }
    }

    public string Text()
    {
        try
        {
            return IsText ? _value!.Value.GetString()! : throw Wrong(Exists ? "is not a string" : "is missing");
        }
        catch (InvalidOperationException)
        {
            throw Wrong("is not valid text");
        }
    }

    public int Integer() => _value is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : throw Wrong(Exists ? "is not an integer of 32 bits" : "is missing");

    public double Number() => _value is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : throw Wrong(Exists ? "is not a number" : "is missing");

    /// <summary>true or false, and <paramref name="absent"/> where the field is absent.</summary>
    public bool Flag(bool absent) => !Exists ? absent : IsFlag ? _value!.Value.GetBoolean() : throw Wrong("is neither true nor false");

    /// <summary>The elements of an array; none where it is absent.</summary>
    public IEnumerable<JsonField> Items()
    {
        if (!Exists) yield break;
        if (!IsArray) throw Wrong("is not an array");
        var at = 0;
        foreach (var item in _value!.Value.EnumerateArray()) yield return new JsonField($"{_place}[{at++}]", item);
    }

    /// <summary>The fields of an object; none where it is absent.</summary>
    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        if (!Exists) yield break;
        if (!IsObject) throw Wrong("is not an object");
        foreach (var member in _value!.Value.EnumerateObject())
        {
            string name;
            try
            {
                name = member.Name;
            }
            catch (InvalidOperationException)
            {
                throw Wrong("has a name that is not valid text");
            }
            yield return (name, new JsonField($"{_place}.{name}", member.Value));
        }
    }

    public TokenizerException Wrong(string complaint) => new($"{_place.TrimEnd(' ', ':')} {complaint}");
}
