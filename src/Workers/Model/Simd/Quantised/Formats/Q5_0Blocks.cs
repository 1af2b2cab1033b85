using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>half d; 32 fifth bits; 16 bytes of quants, the low nibbles first. (q - 16) d.</summary>
internal readonly unsafe struct Q5_0Blocks : IBlockFormat
{
    public static int Length => 32;
    public static int Bytes => 22;
    public static int Group => 32;
    public static int Zero => 16;
    public static bool HasMinimums => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) => Nibbles.LowThenHigh(block + 6) | Nibbles.FifthBits(block + 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves) => *scales = halves[*(ushort*)block];
}
