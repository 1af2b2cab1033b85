using System.Buffers.Binary;

namespace Orchestrator.ModelFiles.Dequantization;

/// <summary>The two 16-bit floating-point formats.</summary>
internal static class HalfPrecision
{
    /// <summary>A block's scale: IEEE half precision at <paramref name="at"/>.</summary>
    public static float Scale(ReadOnlySpan<byte> block, int at) => (float)BinaryPrimitives.ReadHalfLittleEndian(block[at..]);

    public static void F16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++) target[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
    }

    /// <summary>bfloat16 is the upper half of a float.</summary>
    public static void BF16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++) target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }
}
