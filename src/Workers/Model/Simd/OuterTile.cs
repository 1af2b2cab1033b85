using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// sums[0..15] += factors[k] * rows[k][0..15], k in sequence: both halves of attention. For scores, k runs over the dimensions of a head and
/// the 16 numbers are positions; for outputs, k runs over positions and the 16 numbers are dimensions.
/// </summary>
public static unsafe class OuterTile
{
    /// <summary>Numbers of a sum.</summary>
    public const int Width = 16;

    /// <summary>Sums of a full tile: what the registers hold.</summary>
    public static int Height => Vector512.IsHardwareAccelerated ? 8 : 4;

    /// <summary>The largest <see cref="Height"/> of any processor.</summary>
    public const int MostHeight = 8;

    /// <summary>One sum, number by number.</summary>
    public static void Reference(ReadOnlySpan<float> factors, ReadOnlySpan<float> rows, int stride, Span<float> sums)
    {
        for (var k = 0; k < factors.Length; k++)
        {
            for (var i = 0; i < Width; i++) sums[i] = Lanes.MultiplyAdd(factors[k], rows[k * stride + i], sums[i]);
        }
    }

    /// <summary>One sum, the same bits.</summary>
    /// <param name="factors">[length].</param>
    /// <param name="rows">[length, stride], of which the first 16 columns count.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="length">Products of each sum.</param>
    /// <param name="sums">[16], added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddOne(float* factors, float* rows, int stride, int length, float* sums)
    {
        var (a, b) = (Vector256.Load(sums), Vector256.Load(sums + Lanes.Count));
        for (nint k = 0; k < length; k++, rows += stride)
        {
            var f = Vector256.Create(factors[k]);
            a = Lanes.MultiplyAdd(f, Vector256.Load(rows), a);
            b = Lanes.MultiplyAdd(f, Vector256.Load(rows + Lanes.Count), b);
        }
        a.Store(sums);
        b.Store(sums + Lanes.Count);
    }

    /// <summary><see cref="Height"/> sums, each with the bits <see cref="AddOne"/> gives it.</summary>
    /// <param name="factors">[Height, factorStride], of which <paramref name="length"/> columns count.</param>
    /// <param name="factorStride">Floats from one sum's factors to the next.</param>
    /// <param name="rows">[length, stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="length">Products of each sum.</param>
    /// <param name="sums">[Height, sumStride], of which 16 columns are added to.</param>
    /// <param name="sumStride">Floats from one sum to the next.</param>
    public static void AddAll(float* factors, int factorStride, float* rows, int stride, int length, float* sums, int sumStride)
    {
        if (Vector512.IsHardwareAccelerated) AddEight(factors, factorStride, rows, stride, length, sums, sumStride);
        else AddFour(factors, factorStride, rows, stride, length, sums, sumStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEight(float* factors, int factorStride, float* rows, int stride, int length, float* sums, int sumStride)
    {
        float* f0 = factors, f1 = f0 + factorStride, f2 = f1 + factorStride, f3 = f2 + factorStride;
        float* f4 = f3 + factorStride, f5 = f4 + factorStride, f6 = f5 + factorStride, f7 = f6 + factorStride;
        float* s0 = sums, s1 = s0 + sumStride, s2 = s1 + sumStride, s3 = s2 + sumStride;
        float* s4 = s3 + sumStride, s5 = s4 + sumStride, s6 = s5 + sumStride, s7 = s6 + sumStride;
        var (a0, a1, a2, a3) = (Vector512.Load(s0), Vector512.Load(s1), Vector512.Load(s2), Vector512.Load(s3));
        var (a4, a5, a6, a7) = (Vector512.Load(s4), Vector512.Load(s5), Vector512.Load(s6), Vector512.Load(s7));
        for (nint k = 0; k < length; k++, rows += stride)
        {
            var row = Vector512.Load(rows);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Create(f0[k]), row, a0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Create(f1[k]), row, a1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Create(f2[k]), row, a2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Create(f3[k]), row, a3);
            a4 = Vector512.FusedMultiplyAdd(Vector512.Create(f4[k]), row, a4);
            a5 = Vector512.FusedMultiplyAdd(Vector512.Create(f5[k]), row, a5);
            a6 = Vector512.FusedMultiplyAdd(Vector512.Create(f6[k]), row, a6);
            a7 = Vector512.FusedMultiplyAdd(Vector512.Create(f7[k]), row, a7);
        }
        a0.Store(s0);
        a1.Store(s1);
        a2.Store(s2);
        a3.Store(s3);
        a4.Store(s4);
        a5.Store(s5);
        a6.Store(s6);
        a7.Store(s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFour(float* factors, int factorStride, float* rows, int stride, int length, float* sums, int sumStride)
    {
        float* f0 = factors, f1 = f0 + factorStride, f2 = f1 + factorStride, f3 = f2 + factorStride;
        float* s0 = sums, s1 = s0 + sumStride, s2 = s1 + sumStride, s3 = s2 + sumStride;
        var (a0, b0) = (Vector256.Load(s0), Vector256.Load(s0 + Lanes.Count));
        var (a1, b1) = (Vector256.Load(s1), Vector256.Load(s1 + Lanes.Count));
        var (a2, b2) = (Vector256.Load(s2), Vector256.Load(s2 + Lanes.Count));
        var (a3, b3) = (Vector256.Load(s3), Vector256.Load(s3 + Lanes.Count));
        for (nint k = 0; k < length; k++, rows += stride)
        {
            var (left, right) = (Vector256.Load(rows), Vector256.Load(rows + Lanes.Count));
            var f = Vector256.Create(f0[k]);
            a0 = Lanes.MultiplyAdd(f, left, a0);
            b0 = Lanes.MultiplyAdd(f, right, b0);
            f = Vector256.Create(f1[k]);
            a1 = Lanes.MultiplyAdd(f, left, a1);
            b1 = Lanes.MultiplyAdd(f, right, b1);
            f = Vector256.Create(f2[k]);
            a2 = Lanes.MultiplyAdd(f, left, a2);
            b2 = Lanes.MultiplyAdd(f, right, b2);
            f = Vector256.Create(f3[k]);
            a3 = Lanes.MultiplyAdd(f, left, a3);
            b3 = Lanes.MultiplyAdd(f, right, b3);
        }
        a0.Store(s0);
        b0.Store(s0 + Lanes.Count);
        a1.Store(s1);
        b1.Store(s1 + Lanes.Count);
        a2.Store(s2);
        b2.Store(s2 + Lanes.Count);
        a3.Store(s3);
        b3.Store(s3 + Lanes.Count);
    }
}
