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

    /// <summary>Sums of a full tile.</summary>
    public const int Height = 4;

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

    /// <summary>Four sums, each with the bits <see cref="AddOne"/> gives it.</summary>
    /// <param name="factors">[4, factorStride], of which <paramref name="length"/> columns count.</param>
    /// <param name="factorStride">Floats from one sum's factors to the next.</param>
    /// <param name="rows">[length, stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="length">Products of each sum.</param>
    /// <param name="sums">[4, sumStride], of which 16 columns are added to.</param>
    /// <param name="sumStride">Floats from one sum to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFour(float* factors, int factorStride, float* rows, int stride, int length, float* sums, int sumStride)
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
