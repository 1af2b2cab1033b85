using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>What the quantised formats read from their blocks. All blocks have an even number of bytes.</summary>
public static class Blocks
{
    /// <summary>The 16 bits at an even byte offset.</summary>
    public static ushort Bits16(ArrayView<byte> tensor, long offset) => tensor.Cast<ushort>()[offset >> 1];

    /// <summary>The half-precision number at an even byte offset.</summary>
    public static float Half(ArrayView<byte> tensor, long offset) => HalfBits.ToFloat(Bits16(tensor, offset));

    /// <summary>Number <paramref name="i"/> of 32 in 16 bytes: the first 16 in the low halves, the others in the high halves.</summary>
    public static int Nibble(ArrayView<byte> tensor, long offset, int i) => (tensor[offset + (i & 15)] >> ((i >> 4) << 2)) & 15;
}
