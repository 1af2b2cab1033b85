using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>
/// Dot products on processors with 512-bit registers: the eight lanes of two rows beside each other in one register, each row's in the order
/// of <see cref="DotTile{TFormat}"/>, so that nobody can tell from the bits which of the two computed them.
/// </summary>
internal static unsafe class WideTile
{
    /// <summary>Weight rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Tokens of a full tile: 24 sums, 4 weights and 1 input of the 32 registers.</summary>
    public const int Tokens = 6;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512DQ.IsSupported;

    /// <summary>sums[t, r] = rows[r] · tokens[t].</summary>
    /// <param name="pairs">Four pairs of rows of a <see cref="WidePanel"/>.</param>
    /// <param name="tokens">First of <paramref name="count"/> inputs.</param>
    /// <param name="stride">Floats from one input to the next.</param>
    /// <param name="count">Inputs, 1 to 6.</param>
    /// <param name="length">A multiple of 8.</param>
    /// <param name="sums">[count, 8], written.</param>
    public static void Compute(float* pairs, float* tokens, long stride, int count, int length, float* sums)
    {
        switch (count)
        {
            case Tokens: Six(pairs, tokens, stride, length, sums); return;
            case >= 4: Four(pairs, tokens, stride, length, sums); break;
            case >= 2: Two(pairs, tokens, stride, length, sums); break;
            default: One(pairs, tokens, length, sums); return;
        }
        var done = count >= 4 ? 4 : 2;
        if (count > done) Compute(pairs, tokens + done * stride, stride, count - done, length, sums + done * Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* p0, float* x, int length, float* sums)
    {
        float* p1 = p0 + 2 * length, p2 = p1 + 2 * length, p3 = p2 + 2 * length;
        var (a0, a1, a2, a3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var v = Avx512DQ.BroadcastVector256ToVector512(x + k);
            a0 = Avx512F.FusedMultiplyAdd(v, Vector512.Load(p0 + 2 * k), a0);
            a1 = Avx512F.FusedMultiplyAdd(v, Vector512.Load(p1 + 2 * k), a1);
            a2 = Avx512F.FusedMultiplyAdd(v, Vector512.Load(p2 + 2 * k), a2);
            a3 = Avx512F.FusedMultiplyAdd(v, Vector512.Load(p3 + 2 * k), a3);
        }
        Store(a0, a1, a2, a3, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(float* p0, float* x0, long stride, int length, float* sums)
    {
        float* p1 = p0 + 2 * length, p2 = p1 + 2 * length, p3 = p2 + 2 * length;
        float* x1 = x0 + stride;
        var (a0, a1, a2, a3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (b0, b1, b2, b3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (w0, w1) = (Vector512.Load(p0 + 2 * k), Vector512.Load(p1 + 2 * k));
            var (w2, w3) = (Vector512.Load(p2 + 2 * k), Vector512.Load(p3 + 2 * k));
            var v = Avx512DQ.BroadcastVector256ToVector512(x0 + k);
            a0 = Avx512F.FusedMultiplyAdd(v, w0, a0);
            a1 = Avx512F.FusedMultiplyAdd(v, w1, a1);
            a2 = Avx512F.FusedMultiplyAdd(v, w2, a2);
            a3 = Avx512F.FusedMultiplyAdd(v, w3, a3);
            v = Avx512DQ.BroadcastVector256ToVector512(x1 + k);
            b0 = Avx512F.FusedMultiplyAdd(v, w0, b0);
            b1 = Avx512F.FusedMultiplyAdd(v, w1, b1);
            b2 = Avx512F.FusedMultiplyAdd(v, w2, b2);
            b3 = Avx512F.FusedMultiplyAdd(v, w3, b3);
        }
        Store(a0, a1, a2, a3, sums);
        Store(b0, b1, b2, b3, sums + Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* p0, float* x0, long stride, int length, float* sums)
    {
        float* p1 = p0 + 2 * length, p2 = p1 + 2 * length, p3 = p2 + 2 * length;
        float* x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride;
        var (a0, a1, a2, a3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (b0, b1, b2, b3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c0, c1, c2, c3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (d0, d1, d2, d3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (w0, w1) = (Vector512.Load(p0 + 2 * k), Vector512.Load(p1 + 2 * k));
            var (w2, w3) = (Vector512.Load(p2 + 2 * k), Vector512.Load(p3 + 2 * k));
            var v = Avx512DQ.BroadcastVector256ToVector512(x0 + k);
            a0 = Avx512F.FusedMultiplyAdd(v, w0, a0);
            a1 = Avx512F.FusedMultiplyAdd(v, w1, a1);
            a2 = Avx512F.FusedMultiplyAdd(v, w2, a2);
            a3 = Avx512F.FusedMultiplyAdd(v, w3, a3);
            v = Avx512DQ.BroadcastVector256ToVector512(x1 + k);
            b0 = Avx512F.FusedMultiplyAdd(v, w0, b0);
            b1 = Avx512F.FusedMultiplyAdd(v, w1, b1);
            b2 = Avx512F.FusedMultiplyAdd(v, w2, b2);
            b3 = Avx512F.FusedMultiplyAdd(v, w3, b3);
            v = Avx512DQ.BroadcastVector256ToVector512(x2 + k);
            c0 = Avx512F.FusedMultiplyAdd(v, w0, c0);
            c1 = Avx512F.FusedMultiplyAdd(v, w1, c1);
            c2 = Avx512F.FusedMultiplyAdd(v, w2, c2);
            c3 = Avx512F.FusedMultiplyAdd(v, w3, c3);
            v = Avx512DQ.BroadcastVector256ToVector512(x3 + k);
            d0 = Avx512F.FusedMultiplyAdd(v, w0, d0);
            d1 = Avx512F.FusedMultiplyAdd(v, w1, d1);
            d2 = Avx512F.FusedMultiplyAdd(v, w2, d2);
            d3 = Avx512F.FusedMultiplyAdd(v, w3, d3);
        }
        Store(a0, a1, a2, a3, sums);
        Store(b0, b1, b2, b3, sums + Rows);
        Store(c0, c1, c2, c3, sums + 2 * Rows);
        Store(d0, d1, d2, d3, sums + 3 * Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(float* p0, float* x0, long stride, int length, float* sums)
    {
        float* p1 = p0 + 2 * length, p2 = p1 + 2 * length, p3 = p2 + 2 * length;
        float* x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride, x4 = x3 + stride, x5 = x4 + stride;
        var (a0, a1, a2, a3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (b0, b1, b2, b3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c0, c1, c2, c3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (d0, d1, d2, d3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (e0, e1, e2, e3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (f0, f1, f2, f3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (w0, w1) = (Vector512.Load(p0 + 2 * k), Vector512.Load(p1 + 2 * k));
            var (w2, w3) = (Vector512.Load(p2 + 2 * k), Vector512.Load(p3 + 2 * k));
            var v = Avx512DQ.BroadcastVector256ToVector512(x0 + k);
            a0 = Avx512F.FusedMultiplyAdd(v, w0, a0);
            a1 = Avx512F.FusedMultiplyAdd(v, w1, a1);
            a2 = Avx512F.FusedMultiplyAdd(v, w2, a2);
            a3 = Avx512F.FusedMultiplyAdd(v, w3, a3);
            v = Avx512DQ.BroadcastVector256ToVector512(x1 + k);
            b0 = Avx512F.FusedMultiplyAdd(v, w0, b0);
            b1 = Avx512F.FusedMultiplyAdd(v, w1, b1);
            b2 = Avx512F.FusedMultiplyAdd(v, w2, b2);
            b3 = Avx512F.FusedMultiplyAdd(v, w3, b3);
            v = Avx512DQ.BroadcastVector256ToVector512(x2 + k);
            c0 = Avx512F.FusedMultiplyAdd(v, w0, c0);
            c1 = Avx512F.FusedMultiplyAdd(v, w1, c1);
            c2 = Avx512F.FusedMultiplyAdd(v, w2, c2);
            c3 = Avx512F.FusedMultiplyAdd(v, w3, c3);
            v = Avx512DQ.BroadcastVector256ToVector512(x3 + k);
            d0 = Avx512F.FusedMultiplyAdd(v, w0, d0);
            d1 = Avx512F.FusedMultiplyAdd(v, w1, d1);
            d2 = Avx512F.FusedMultiplyAdd(v, w2, d2);
            d3 = Avx512F.FusedMultiplyAdd(v, w3, d3);
            v = Avx512DQ.BroadcastVector256ToVector512(x4 + k);
            e0 = Avx512F.FusedMultiplyAdd(v, w0, e0);
            e1 = Avx512F.FusedMultiplyAdd(v, w1, e1);
            e2 = Avx512F.FusedMultiplyAdd(v, w2, e2);
            e3 = Avx512F.FusedMultiplyAdd(v, w3, e3);
            v = Avx512DQ.BroadcastVector256ToVector512(x5 + k);
            f0 = Avx512F.FusedMultiplyAdd(v, w0, f0);
            f1 = Avx512F.FusedMultiplyAdd(v, w1, f1);
            f2 = Avx512F.FusedMultiplyAdd(v, w2, f2);
            f3 = Avx512F.FusedMultiplyAdd(v, w3, f3);
        }
        Store(a0, a1, a2, a3, sums);
        Store(b0, b1, b2, b3, sums + Rows);
        Store(c0, c1, c2, c3, sums + 2 * Rows);
        Store(d0, d1, d2, d3, sums + 3 * Rows);
        Store(e0, e1, e2, e3, sums + 4 * Rows);
        Store(f0, f1, f2, f3, sums + 5 * Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* sums)
    {
        Lanes.Sum(a.GetLower(), a.GetUpper(), b.GetLower(), b.GetUpper()).Store(sums);
        Lanes.Sum(c.GetLower(), c.GetUpper(), d.GetLower(), d.GetUpper()).Store(sums + 4);
    }
}
