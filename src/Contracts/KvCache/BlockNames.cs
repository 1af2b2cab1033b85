using System.Buffers.Binary;

namespace Orchestrator.Contracts.KvCache;

/// <summary>Names of blocks as they travel: packed, eight bytes each, little-endian. Orleans copies a byte array at once and lists element by element.</summary>
public static class BlockNames
{
    /// <summary>[n] names to [8 n] bytes.</summary>
    public static byte[] Pack(ReadOnlySpan<ulong> names)
    {
        var bytes = new byte[names.Length * sizeof(ulong)];
        for (var i = 0; i < names.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), names[i]);
        return bytes;
    }

    /// <summary>How many names are packed in <paramref name="bytes"/>.</summary>
    public static int Count(ReadOnlySpan<byte> bytes) => bytes.Length / sizeof(ulong);

    /// <summary>Name <paramref name="index"/> of those packed in <paramref name="bytes"/>.</summary>
    public static ulong At(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * sizeof(ulong))..]);
}
