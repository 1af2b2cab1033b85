using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>Writes GGUF files, version 3: header, metadata, tensor descriptions, then each tensor's bytes at a multiple of the alignment.</summary>
public static class GgufWriter
{
    /// <summary>The alignment of files that do not name one, in bytes.</summary>
    public const int DefaultAlignment = 32;

    /// <summary>
    /// Writes a file to <paramref name="path"/>, which appears only once it is whole. <paramref name="progress"/> hears bytes of tensors written and their total.
    /// <paramref name="alignment"/> is a multiple of 8; one other than the default is added to <paramref name="metadata"/>.
    /// </summary>
    public static void Write(string path, GgufMetadataWriter metadata, IReadOnlyList<TensorSource> tensors, int alignment = DefaultAlignment, Action<long, long>? progress = null) =>
        WholeFile.Write(path, stream => Write(stream, metadata, tensors, alignment, progress));

    /// <summary>As above, to a stream that knows its position and begins at 0.</summary>
    public static void Write(Stream stream, GgufMetadataWriter metadata, IReadOnlyList<TensorSource> tensors, int alignment = DefaultAlignment, Action<long, long>? progress = null)
    {
        if (alignment < 8 || alignment % 8 != 0) throw new ArgumentException($"alignment {alignment} is not a positive multiple of 8");
        TensorSource.Check(tensors);
        if (alignment != DefaultAlignment && !metadata.Contains("general.alignment")) metadata.Add("general.alignment", (uint)alignment);

        stream.Write("GGUF"u8);
        Number(stream, 3, 4);
        Number(stream, tensors.Count, 8);
        Number(stream, metadata.Count, 8);
        metadata.WriteTo(stream);
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            Describe(stream, tensor, offset);
            offset += Padded(tensor.Bytes, alignment);
        }
        Pad(stream, alignment);

        var total = tensors.Sum(tensor => tensor.Bytes);
        var done = 0L;
        foreach (var tensor in tensors)
        {
            tensor.WriteChecked(stream);
            Pad(stream, alignment);
            progress?.Invoke(done += tensor.Bytes, total);
        }
    }

    // Dimensions stand fastest first: columns before rows. Offsets count from the start of the tensor bytes.
    private static void Describe(Stream stream, TensorSource tensor, long offset)
    {
        Number(stream, Encoding.UTF8.GetByteCount(tensor.Name), 8);
        stream.Write(Encoding.UTF8.GetBytes(tensor.Name));
        Number(stream, tensor.Shape.Count, 4);
        foreach (var length in tensor.Shape.Reverse()) Number(stream, length, 8);
        Number(stream, (int)tensor.Type, 4);
        Number(stream, offset, 8);
    }

    private static void Number(Stream stream, long value, int bytes)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
        stream.Write(buffer[..bytes]);
    }

    private static void Pad(Stream stream, int alignment) => stream.Write(new byte[Padded(stream.Position, alignment) - stream.Position]);

    private static long Padded(long length, int alignment) => (length + alignment - 1) / alignment * alignment;
}
