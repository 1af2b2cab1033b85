using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised.Formats;

/// <summary>half d; 32 signed bytes. q d.</summary>
internal readonly unsafe struct Q8_0Blocks : IBlockFormat
{
    public static int Length => 32;
    public static int Bytes => 34;
    public static int Group => 32;
    public static int Zero => IBlockFormat.SignedBytes;
    public static bool HasMinimums => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quants(byte* block, int part) => Vector256.Load(block + 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, float* scales, float* minimums, float* halves) => *scales = halves[*(ushort*)block];
}
