using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>half d; half m; 16 bytes of quants, the low nibbles first. q d + m.</summary>
internal readonly unsafe struct Q4_1Blocks : IBlockFormat
{
    public static int Length => 32;
    public static int Bytes => 20;
    public static int Group => 32;
    public static int Zero => 0;
    public static bool HasMinimums => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) => Nibbles.LowThenHigh(block + 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves)
    {
        *scales = halves[*(ushort*)block];
        *minimums = IBlockFormat.Share * halves[*(ushort*)(block + 2)];
    }
}
