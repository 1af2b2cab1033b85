using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>16 bytes, per group of 16: 4 bits scale, 4 bits minimum; 64 bytes of 2-bit quants; half d; half dmin. d scale q - dmin minimum.</summary>
internal readonly unsafe struct Q2_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 84;
    public static int Group => 16;
    public static int Zero => 0;
    public static bool HasMinimums => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) =>
        Nibbles.Pair(block + 16 + part / 4 * 32, part % 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves)
    {
        var both = Nibbles.LowThenHigh(block).AsUInt64();
        float d = halves[*(ushort*)(block + 80)], minimum = -IBlockFormat.Share * halves[*(ushort*)(block + 82)];
        (SmallNumbers.Unsigned(both[0]) * d).Store(scales);
        (SmallNumbers.Unsigned(both[1]) * d).Store(scales + 8);
        (SmallNumbers.Unsigned(both[2]) * minimum).Store(minimums);
        (SmallNumbers.Unsigned(both[3]) * minimum).Store(minimums + 8);
    }
}
