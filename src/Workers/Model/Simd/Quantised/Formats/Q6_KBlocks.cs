using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>128 bytes with the lower 4 bits; 64 bytes with the upper 2; 16 signed scales, per group of 16; half d. d scale (q - 32).</summary>
internal readonly unsafe struct Q6_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 210;
    public static int Group => 16;
    public static int Zero => 32;
    public static bool HasMinimums => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) =>
        Nibbles.LowOrHigh(block + part / 4 * 64 + part % 2 * 32, part % 4 / 2) | Nibbles.Up(Nibbles.Pair(block + 128 + part / 4 * 32, part % 4), 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves)
    {
        var d = halves[*(ushort*)(block + 208)];
        (SmallNumbers.Signed(*(ulong*)(block + 192)) * d).Store(scales);
        (SmallNumbers.Signed(*(ulong*)(block + 200)) * d).Store(scales + 8);
    }
}
