using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>As Q4_K, with 32 bytes of fifth bits (bit g of byte i for number i of group g) before the quants.</summary>
internal readonly unsafe struct Q5_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 176;
    public static int Group => 32;
    public static int Zero => 0;
    public static bool HasMinimums => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) =>
        Nibbles.LowOrHigh(block + 48 + part / 2 * 32, part % 2) | Nibbles.Up(Nibbles.Bit(block + 16, part), 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves)
    {
        SixBits.ScalesAndMinimums(block + 4, out var s, out var m);
        (SmallNumbers.Unsigned(s) * halves[*(ushort*)block]).Store(scales);
        (SmallNumbers.Unsigned(m) * (-IBlockFormat.Share * halves[*(ushort*)(block + 2)])).Store(minimums);
    }
}
