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
}
