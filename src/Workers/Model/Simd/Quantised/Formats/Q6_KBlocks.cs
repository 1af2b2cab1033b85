using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>128 bytes with the lower 4 bits; 64 bytes with the upper 2; 16 signed scales, per group of 16; half d. d scale (q - 32).</summary>
internal readonly unsafe struct Q6_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 210;
    public static int Group => 16;
    public static bool HasMinimums => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Integers(byte* block, int part) =>
        (Nibbles.LowOrHigh(block + part / 4 * 64 + part % 2 * 32, part % 4 / 2) | Nibbles.Pair(block + 128 + part / 4 * 32, part % 4) << 4).AsSByte() - Vector256.Create((sbyte)32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, int apart, float* halves)
    {
        var d = halves[*(ushort*)(block + 208)];
        for (var group = 0; group < 16; group++) scales[group * apart] = d * (sbyte)block[192 + group];
    }
}
