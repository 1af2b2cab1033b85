using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>32 bytes with the third bits (bit p of byte i for number i of part p); 64 bytes of 2-bit quants; 12 bytes with a 6-bit scale per group of 16; half d. d (scale - 32) (q - 4).</summary>
internal readonly unsafe struct Q3_KBlocks : IBlockFormat
{
    public static int Length => 256;
    public static int Bytes => 110;
    public static int Group => 16;
    public static int Zero => 4;
    public static bool HasMinimums => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) =>
        Nibbles.Pair(block + 32 + part / 4 * 32, part % 4) | Nibbles.Up(Nibbles.Bit(block, part), 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves)
    {
        SixBits.Scales(block + 96, out var first, out var second);
        var (d, zero) = (halves[*(ushort*)(block + 108)], Vector256.Create(32f));
        ((SmallNumbers.Unsigned(first) - zero) * d).Store(scales);
        ((SmallNumbers.Unsigned(second) - zero) * d).Store(scales + 8);
    }
}
