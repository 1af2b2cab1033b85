using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>bfloat16: the upper half of a float.</summary>
internal readonly unsafe struct BF16Numbers : IFloatFormat
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* numbers, nint index) => KvNumbers.Load(KvElement.BF16, numbers, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* numbers, nint index, out Vector256<float> first, out Vector256<float> second)
    {
        first = Load(numbers, index);
        second = Load(numbers, index + Lanes.Count);
    }
}
