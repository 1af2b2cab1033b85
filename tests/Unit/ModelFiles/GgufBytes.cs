using System.Text;

namespace Orchestrator.Unit.ModelFiles;

/// <summary>GGUF files put together byte by byte, sound or not: the reader's tests shall not lean on the writer.</summary>
internal sealed class GgufBytes
{
    /// <summary>Values: a string, bool, integer or floating-point number, or an array of these. Keys and strings are Latin-1.</summary>
    public List<(string Key, object Value)> Metadata { get; } = [];

    /// <summary>Dimensions as in the file: columns first. Offset null: behind the tensor before.</summary>
    public List<(string Name, uint Type, long[] Dimensions, long? Offset)> Tensors { get; } = [];

    public uint Version { get; init; } = 3;
    public ulong? TensorCount { get; init; }
    public ulong? KeyCount { get; init; }
    public int Alignment { get; init; } = 32;

    /// <summary>Numbers are what the tensors hold: F32 from a fixed sequence.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(TensorCount ?? (ulong)Tensors.Count);
        writer.Write(KeyCount ?? (ulong)Metadata.Count);
        foreach (var (key, value) in Metadata)
        {
            String(writer, key);
            writer.Write(Kind(value));
            Value(writer, value);
        }
        var end = 0L;
        foreach (var (name, type, dimensions, offset) in Tensors)
        {
            String(writer, name);
            writer.Write(dimensions.Length);
            foreach (var size in dimensions) writer.Write(size);
            writer.Write(type);
            writer.Write(offset ?? end);
            // Only F32 is written, so other types must name their offset; hostile shapes overflow here harmlessly.
            var bytes = unchecked(dimensions.Aggregate(4L, (product, size) => product * size));
            if (offset is null) end = (end + bytes + Alignment - 1) / Alignment * Alignment;
        }
        while (stream.Position % Alignment != 0) writer.Write((byte)0);
        for (var i = 0; i < end / 4; i++) writer.Write(Number(i));
        return stream.ToArray();
    }

    /// <summary>The numbers that fill the tensors, in order.</summary>
    public static float Number(int index) => index % 251 / 251f - 0.5f;

    private static void Value(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case string text: String(writer, text); break;
            case bool flag: writer.Write(flag); break;
            case byte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case Array array:
                writer.Write(Kind(array.GetType().GetElementType()!));
                writer.Write((ulong)array.Length);
                foreach (var element in array) Value(writer, element);
                break;
            default: throw new ArgumentException($"no GGUF type for {value.GetType()}", nameof(value));
        }
    }

    private static uint Kind(object value) => value is Array ? 9 : Kind(value.GetType());

    private static uint Kind(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => 0,
        TypeCode.UInt16 => 2,
        TypeCode.UInt32 => 4,
        TypeCode.Int32 => 5,
        TypeCode.Single => 6,
        TypeCode.Boolean => 7,
        TypeCode.String => 8,
        TypeCode.UInt64 => 10,
        TypeCode.Int64 => 11,
        TypeCode.Double => 12,
        _ => type.IsArray ? 9u : throw new ArgumentException($"no GGUF type for {type}", nameof(type)),
    };

    private static void String(BinaryWriter writer, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);   // one byte per char, so that a test can spell bytes that are not UTF-8
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
