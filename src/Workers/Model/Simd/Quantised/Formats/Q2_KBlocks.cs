using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>16 bytes, per group of 16: 4 bits scale, 4 bits minimum; 64 bytes of 2-bit quants; half d; half dmin. d scale q - dmin minimum.</summary>
internal readonly unsafe struct Q2_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 84;
    public static int Group => 16;
    public static bool HasMinimums => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Integers(byte* block, int part) =>
        Nibbles.Pair(block + 16 + part / 4 * 32, part % 4).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, int apart, float* halves)
    {
        float d = halves[*(ushort*)(block + 80)], minimum = -IBlockFormat.Share * halves[*(ushort*)(block + 82)];
        for (var group = 0; group < 16; group++) (scales[group * apart], minimums[group * apart]) = (d * (block[group] & 15), minimum * (block[group] >> 4));
    }
}
