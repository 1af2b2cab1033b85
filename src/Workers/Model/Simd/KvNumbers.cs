using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Between fp32 and the cache's element types. Rounding is to nearest, ties to even; widening is exact.</summary>
public static unsafe class KvNumbers
{
    /// <summary>fp32 to bf16: the upper half of the bits, rounded; NaN stays NaN.</summary>
    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Rounds a number to the element type and stores it as element <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(KvElement element, byte* target, long index, float value)
    {
        switch (element)
        {
            case KvElement.F32: ((float*)target)[index] = value; break;
            case KvElement.F16: ((Half*)target)[index] = (Half)value; break;
            default: ((ushort*)target)[index] = ToBFloat16(value); break;
        }
    }

    /// <summary>One stored number.</summary>
    public static float LoadReference(KvElement element, byte* source, long index) => element switch
    {
        KvElement.F32 => ((float*)source)[index],
        KvElement.F16 => (float)((Half*)source)[index],
        _ => BitConverter.UInt32BitsToSingle((uint)((ushort*)source)[index] << 16),
    };

    /// <summary>Eight stored numbers, from element <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(KvElement element, byte* source, long index) => element switch
    {
        KvElement.F32 => Vector256.Load((float*)source + index),
        KvElement.BF16 => Vector256.ShiftLeft(Widen((short*)source + index), 16).AsSingle(),
        _ => FromHalf(Widen((short*)source + index)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(short* source)
    {
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(source);
        var (low, high) = Vector128.Widen(Vector128.Load(source));
        return Vector256.Create(low, high);
    }

    // .NET has no F16C, so by bits: sign, exponent and fraction move to a float's places, and times 2^112 corrects the exponent's bias and
    // makes subnormals normal; infinity and NaN get their exponent back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromHalf(Vector256<int> half)
    {
        var moved = Vector256.ShiftLeft(half, 13) & Vector256.Create(unchecked((int)0x8FFFE000));
        var scaled = (moved.AsSingle() * Vector256.Create(0x77800000).AsSingle()).AsInt32();
        var notFinite = Vector256.GreaterThan(moved & Vector256.Create(0x7FFFFFFF), Vector256.Create(0x0F7FFFFF));
        return (scaled | (notFinite & Vector256.Create(0x7F800000))).AsSingle();
    }
}
