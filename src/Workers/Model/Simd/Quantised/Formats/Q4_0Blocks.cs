using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>half d; 16 bytes of quants, the low nibbles first. (q - 8) d.</summary>
internal readonly unsafe struct Q4_0Blocks : IBlockFormat
{
    public static int Length => 32;
    public static int Bytes => 18;
    public static int Group => 32;
    public static int Zero => 8;
    public static bool HasMinimums => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) => Nibbles.LowThenHigh(block + 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves) => *scales = halves[*(ushort*)block];
}
