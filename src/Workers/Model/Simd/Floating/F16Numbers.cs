using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>Half precision (IEEE 754 binary16).</summary>
internal readonly unsafe struct F16Numbers : IFloatFormat
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(byte* numbers, nint index) => KvNumbers.Load(KvElement.F16, numbers, index);

    // As KvNumbers.Load, twice as wide where the processor is: the conversion, not the memory, is what bounds decode in this format.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* numbers, nint index, out Vector256<float> first, out Vector256<float> second)
    {
        if (!Vector512.IsHardwareAccelerated || !Avx512F.IsSupported)
        {
            first = Load(numbers, index);
            second = Load(numbers, index + Lanes.Count);
            return;
        }
        var moved = Vector512.ShiftLeft(Avx512F.ConvertToVector512Int32(Vector256.Load((short*)numbers + index)), 13) & Vector512.Create(unchecked((int)0x8FFFE000));
        var scaled = (moved.AsSingle() * Vector512.Create(0x77800000).AsSingle()).AsInt32();
        var notFinite = Vector512.GreaterThan((moved + moved).AsUInt32(), Vector512.Create(0x1EFFFFFFu));
        var widened = Vector512.ConditionalSelect(notFinite.AsInt32(), scaled | Vector512.Create(0x7F800000), scaled).AsSingle();
        first = widened.GetLower();
        second = widened.GetUpper();
    }
}
