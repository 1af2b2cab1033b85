using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>What the quantised formats read from their blocks. All blocks have an even number of bytes.</summary>
public static class Blocks
{
    /// <summary>The 16 bits at an even byte offset.</summary>
    public static ushort Bits16(ArrayView<byte> tensor, long offset) => tensor.Cast<ushort>()[offset >> 1];

    /// <summary>The lower of two signed bytes. By shifts: ILGPU takes the sign from a cast to sbyte when the number comes from unsigned bits.</summary>
    public static int LowByte(int bits) => (bits << 24) >> 24;

    /// <summary>The higher of two signed bytes in 16 bits.</summary>
    public static int HighByte(int bits) => (bits << 16) >> 24;

    /// <summary>The half-precision number at an even byte offset.</summary>
    public static float Half(ArrayView<byte> tensor, long offset) => HalfBits.ToFloat(Bits16(tensor, offset));

    /// <summary>Number <paramref name="i"/> of 32 in 16 bytes: the first 16 in the low halves, the others in the high halves.</summary>
    public static int Nibble(ArrayView<byte> tensor, long offset, int i) => (tensor[offset + (i & 15)] >> ((i >> 4) << 2)) & 15;
}
