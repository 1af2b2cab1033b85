using System.Buffers.Binary;
using System.Text.Json;

namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>A safetensors file's header: eight bytes of length, then that much JSON, then the numbers.</summary>
/// <param name="Entries">In the header's order.</param>
/// <param name="DataStart">The byte from which entries count.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, long DataStart)
{
    // The limit of the format's own reader.
    private const long LongestHeader = 100_000_000;

    public static SafetensorsHeader Read(MappedFile file)
    {
        if (file.Length < 8) throw new ModelFileException($"{file.Path}: not a safetensors file: it has only {file.Length} bytes");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes(0, 8));
        if (length > LongestHeader || (long)length > file.Length - 8)
        {
            throw new ModelFileException($"{file.Path}: the safetensors header would be {length} bytes long; the file has {file.Length} and the limit is {LongestHeader}");
        }
        var json = new Utf8JsonReader(file.Bytes(8, (int)length));
        try
        {
            return new SafetensorsHeader(ReadEntries(file.Path, ref json), 8 + (long)length);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelFileException($"{file.Path}: the safetensors header is not valid, at byte {8 + json.BytesConsumed}", error);
        }
    }

    private static List<SafetensorsEntry> ReadEntries(string path, ref Utf8JsonReader json)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        Expect(ref json, JsonTokenType.StartObject);
        while (NextProperty(ref json) is { } name)
        {
            if (name == "__metadata__")
            {
                json.Read();
                json.Skip();
                continue;
            }
            if (!names.Add(name)) throw new ModelFileException($"{path}: tensor {Quoted.Text(name)} is there twice, at byte {8 + json.BytesConsumed}");
            entries.Add(ReadEntry(path, name, ref json));
        }
        if (json.Read()) throw new JsonException();
        return entries;
    }

    private static SafetensorsEntry ReadEntry(string path, string name, ref Utf8JsonReader json)
    {
        string? elementType = null;
        List<long>? shape = null, offsets = null;
        Expect(ref json, JsonTokenType.StartObject);
        while (NextProperty(ref json) is { } property)
        {
            if (property == "dtype")
            {
                Expect(ref json, JsonTokenType.String);
                elementType = json.GetString();
            }
            else if (property == "shape") shape = ReadSizes(ref json);
            else if (property == "data_offsets") offsets = ReadSizes(ref json);
            else throw new JsonException();
        }
        if (elementType is null || shape is null || offsets is not [var begin, var end] || begin > end)
        {
            throw new ModelFileException($"{path}: tensor {Quoted.Text(name)} lacks a dtype, a shape or a range of bytes, at byte {8 + json.BytesConsumed}");
        }
        return new SafetensorsEntry(name, elementType, shape, begin, end);
    }

    private static List<long> ReadSizes(ref Utf8JsonReader json)
    {
        var sizes = new List<long>();
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var size) || size < 0) throw new JsonException();
            sizes.Add(size);
        }
        return sizes;
    }

    private static string? NextProperty(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName ? json.GetString() : null;

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (!json.Read() || json.TokenType != token) throw new JsonException();
    }
}
