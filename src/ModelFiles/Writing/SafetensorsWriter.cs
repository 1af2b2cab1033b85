using System.Buffers.Binary;
using System.Text.Json;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>Writes safetensors files: length of the header (u64), header in JSON, then the tensors one after another.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file to <paramref name="path"/>. Only F32, F16 and BF16 have a name in the format; another type is an <see cref="ArgumentException"/>.</summary>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, Action<long, long>? progress = null)
    {
        TensorSource.Check(tensors);
        var header = Header(tensors);
        var total = tensors.Sum(tensor => tensor.Bytes);
        WholeFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            var done = 0L;
            foreach (var tensor in tensors)
            {
                tensor.WriteChecked(stream);
                progress?.Invoke(done += tensor.Bytes, total);
            }
        });
    }

    // Padded with spaces so that the tensors begin at a multiple of 8.
    private static byte[] Header(IReadOnlyList<TensorSource> tensors)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TypeName(tensor));
                json.WriteStartArray("shape");
                foreach (var length in tensor.Shape) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static string TypeName(TensorSource tensor) => tensor.Type switch
    {
        TensorType.F32 => "F32",
        TensorType.F16 => "F16",
        TensorType.BF16 => "BF16",
        _ => throw new ArgumentException($"tensor {tensor.Name}: safetensors has no type {tensor.Type}"),
    };
}
