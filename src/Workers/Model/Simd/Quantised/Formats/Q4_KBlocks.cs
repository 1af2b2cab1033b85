using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>half d; half dmin; 12 bytes with a 6-bit scale and minimum per group of 32; 128 bytes of 4-bit quants. d scale q - dmin minimum.</summary>
internal readonly unsafe struct Q4_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 144;
    public static int Group => 32;
    public static int Zero => 0;
    public static bool HasMinimums => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) => Nibbles.LowOrHigh(block + 16 + part / 2 * 32, part % 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves)
    {
        SixBits.ScalesAndMinimums(block + 4, out var s, out var m);
        (SmallNumbers.Unsigned(s) * halves[*(ushort*)block]).Store(scales);
        (SmallNumbers.Unsigned(m) * (-IBlockFormat.Share * halves[*(ushort*)(block + 2)])).Store(minimums);
    }
}
