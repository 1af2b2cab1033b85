using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// Exact products of bytes, four added into each of eight 32-bit lanes. Where the processor multiplies unsigned by signed bytes, weights are
/// kept shifted by 128 and sums begin with the shift's share (<see cref="ByteRows"/>); the sums are the same integers everywhere.
/// </summary>
internal static class ByteDot
{
    /// <summary>Whether weights are kept as integer + 128, unsigned.</summary>
    public static bool Shifted => AvxVnni.IsSupported;

    /// <summary>Weights as the kernel wants them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> Keep(Vector256<sbyte> weights) => Shifted ? weights ^ Vector256.Create((sbyte)-128) : weights;

    /// <summary>sum[i] + weights[4i..4i+3] · inputs[4i..4i+3].</summary>
    /// <param name="sum">Sums so far.</param>
    /// <param name="weights">From <see cref="Keep"/>.</param>
    /// <param name="inputs">-127 .. 127.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> weights, Vector256<sbyte> inputs)
    {
        if (AvxVnni.IsSupported) return AvxVnni.MultiplyWideningAndAdd(sum, weights.AsByte(), inputs);
        if (Avx2.IsSupported)
        {
            // Two products of at most 128 * 127 fit 16 bits.
            var pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(weights), Avx2.Sign(inputs, weights));
            return sum + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
        }
        if (Dp.IsSupported)
        {
            return Vector256.Create(
                Dp.DotProduct(sum.GetLower(), weights.GetLower(), inputs.GetLower()),
                Dp.DotProduct(sum.GetUpper(), weights.GetUpper(), inputs.GetUpper()));
        }
        return sum + Vector256.Create(Fours(weights.GetLower(), inputs.GetLower()), Fours(weights.GetUpper(), inputs.GetUpper()));
    }

    private static Vector128<int> Fours(Vector128<sbyte> weights, Vector128<sbyte> inputs)
    {
        var (w, x) = (Vector128.Widen(weights), Vector128.Widen(inputs));
        return Vector128.Narrow(Pairs(Pairs(w.Lower * x.Lower)), Pairs(Pairs(w.Upper * x.Upper)));
    }

    // Each lane's lower half plus its upper half.
    private static Vector128<int> Pairs(Vector128<short> v) => ((v.AsInt32() << 16) >> 16) + (v.AsInt32() >> 16);

    private static Vector128<long> Pairs(Vector128<int> v) => ((v.AsInt64() << 32) >> 32) + (v.AsInt64() >> 32);
}
