using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>Half precision (IEEE 754 binary16).</summary>
internal readonly unsafe struct F16Numbers : IFloatFormat
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* numbers, nint index) => KvNumbers.Load(KvElement.F16, numbers, index);
}
