using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// Exact products of bytes, four added into each of eight 32-bit lanes. x86 multiplies unsigned by signed bytes: quants are unsigned, and sums begin
/// with the share of their zero, so that no instruction is spent on it. The sums are the same integers on every processor.
/// </summary>
internal static class ByteDot<TFormat> where TFormat : struct, IBlockFormat
{
    private static bool Signed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFormat.Zero == IBlockFormat.SignedBytes;
    }

    /// <summary>Whether sums begin with something.</summary>
    private static bool Begins
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFormat.Zero != 0 && (!Signed || AvxVnni.IsSupported);
    }

    /// <summary>Quants as <see cref="Add"/> wants them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Keep(Vector256<byte> quants) => Signed && AvxVnni.IsSupported ? quants ^ Vector256.Create((byte)128) : quants;

    /// <summary>What an integer sum begins with.</summary>
    /// <param name="sum">-128 times the sum of the inputs.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Begin(int sum) => Begins ? Vector256.Create(sum) >> ZeroShift : Vector256<int>.Zero;

    /// <summary>sum[i] + quants[4i..4i+3] · inputs[4i..4i+3].</summary>
    /// <param name="sum">Sums so far.</param>
    /// <param name="quants">From <see cref="Keep"/>.</param>
    /// <param name="inputs">-127 .. 127.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> quants, Vector256<sbyte> inputs)
    {
        if (AvxVnni.IsSupported) return AvxVnni.MultiplyWideningAndAdd(sum, quants, inputs);
        if (Avx2.IsSupported)
        {
            // Two products fit 16 bits: 128 * 127 twice, or less.
            var pairs = Signed
                ? Avx2.MultiplyAddAdjacent(Avx2.Abs(quants.AsSByte()), Avx2.Sign(inputs, quants.AsSByte()))
                : Avx2.MultiplyAddAdjacent(quants, inputs);
            return sum + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
        }
        // Unsigned quants are below 64, so their bytes are the same with a sign.
        if (Dp.IsSupported)
        {
            return Vector256.Create(
                Dp.DotProduct(sum.GetLower(), quants.AsSByte().GetLower(), inputs.GetLower()),
                Dp.DotProduct(sum.GetUpper(), quants.AsSByte().GetUpper(), inputs.GetUpper()));
        }
        return sum + Vector256.Create(Fours(quants.AsSByte().GetLower(), inputs.GetLower()), Fours(quants.AsSByte().GetUpper(), inputs.GetUpper()));
    }

    // -128 s is -zero s after so many shifts.
    private static int ZeroShift
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFormat.Zero == 128 ? 0 : TFormat.Zero == 32 ? 2 : TFormat.Zero == 16 ? 3 : TFormat.Zero == 8 ? 4 : 5;
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
