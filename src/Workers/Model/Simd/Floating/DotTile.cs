using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>
/// Dot products of up to four weight rows, as they are stored, with up to three token rows. Every one is computed in the same order whatever the tile:
/// lane l adds the products of k = l, l + 8, l + 16 ... one after another, then <see cref="Lanes.Sum(Vector256{float})"/>.
/// </summary>
internal static unsafe class DotTile<TFormat> where TFormat : struct, IFloatFormat
{
    /// <summary>Weight rows of a full tile.</summary>
    public const int Rows = 4;

    /// <summary>Tokens of a full tile: 12 sums, 3 inputs and 1 weight fill the 16 vector registers.</summary>
    public const int Tokens = 3;

    /// <summary>sums[t * 4 + r] = rows[r] · tokens[t].</summary>
    /// <param name="rows">4 rows of <paramref name="length"/> weights.</param>
    /// <param name="tokens">First of <paramref name="count"/> (1 to 3) inputs.</param>
    /// <param name="stride">Floats from one input to the next.</param>
    /// <param name="count">Inputs.</param>
    /// <param name="length">A multiple of 8.</param>
    /// <param name="sums">[count, 4], written.</param>
    public static void Compute(byte** rows, float* tokens, long stride, int count, int length, float* sums)
    {
        switch (count)
        {
            case 1: One(rows, tokens, length, sums); break;
            case 2: Two(rows, tokens, stride, length, sums); break;
            default: Three(rows, tokens, stride, length, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte** rows, float* x, int length, float* sums)
    {
        byte* w0 = rows[0], w1 = rows[1], w2 = rows[2], w3 = rows[3];
        var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var ahead = w0 + Prefetch.Distance;
        nint k = 0;
        for (; k <= length - 2 * Lanes.Count; k += 2 * Lanes.Count, ahead += Rows * 2 * Lanes.Count * TFormat.Bytes)
        {
            Prefetch.Ask(ahead, Rows * 2 * Lanes.Count * TFormat.Bytes);
            var (u, v) = (Vector256.Load(x + k), Vector256.Load(x + k + Lanes.Count));
            TFormat.Load(w0, k, out var first, out var second);
            a0 = Lanes.MultiplyAdd(v, second, Lanes.MultiplyAdd(u, first, a0));
            TFormat.Load(w1, k, out first, out second);
            a1 = Lanes.MultiplyAdd(v, second, Lanes.MultiplyAdd(u, first, a1));
            TFormat.Load(w2, k, out first, out second);
            a2 = Lanes.MultiplyAdd(v, second, Lanes.MultiplyAdd(u, first, a2));
            TFormat.Load(w3, k, out first, out second);
            a3 = Lanes.MultiplyAdd(v, second, Lanes.MultiplyAdd(u, first, a3));
        }
        if (k < length)
        {
            var u = Vector256.Load(x + k);
            a0 = Lanes.MultiplyAdd(u, TFormat.Load(w0, k), a0);
            a1 = Lanes.MultiplyAdd(u, TFormat.Load(w1, k), a1);
            a2 = Lanes.MultiplyAdd(u, TFormat.Load(w2, k), a2);
            a3 = Lanes.MultiplyAdd(u, TFormat.Load(w3, k), a3);
        }
        Lanes.Sum(a0, a1, a2, a3).Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(byte** rows, float* x0, long stride, int length, float* sums)
    {
        var x1 = x0 + stride;
        byte* w0 = rows[0], w1 = rows[1], w2 = rows[2], w3 = rows[3];
        var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (b0, b1, b2, b3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (u, v) = (Vector256.Load(x0 + k), Vector256.Load(x1 + k));
            var w = TFormat.Load(w0, k);
            a0 = Lanes.MultiplyAdd(u, w, a0);
            b0 = Lanes.MultiplyAdd(v, w, b0);
            w = TFormat.Load(w1, k);
            a1 = Lanes.MultiplyAdd(u, w, a1);
            b1 = Lanes.MultiplyAdd(v, w, b1);
            w = TFormat.Load(w2, k);
            a2 = Lanes.MultiplyAdd(u, w, a2);
            b2 = Lanes.MultiplyAdd(v, w, b2);
            w = TFormat.Load(w3, k);
            a3 = Lanes.MultiplyAdd(u, w, a3);
            b3 = Lanes.MultiplyAdd(v, w, b3);
        }
        Lanes.Sum(a0, a1, a2, a3).Store(sums);
        Lanes.Sum(b0, b1, b2, b3).Store(sums + Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(byte** rows, float* x0, long stride, int length, float* sums)
    {
        float* x1 = x0 + stride, x2 = x1 + stride;
        byte* w0 = rows[0], w1 = rows[1], w2 = rows[2], w3 = rows[3];
        var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (b0, b1, b2, b3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (c0, c1, c2, c3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (u, v, y) = (Vector256.Load(x0 + k), Vector256.Load(x1 + k), Vector256.Load(x2 + k));
            var w = TFormat.Load(w0, k);
            a0 = Lanes.MultiplyAdd(u, w, a0);
            b0 = Lanes.MultiplyAdd(v, w, b0);
            c0 = Lanes.MultiplyAdd(y, w, c0);
            w = TFormat.Load(w1, k);
            a1 = Lanes.MultiplyAdd(u, w, a1);
            b1 = Lanes.MultiplyAdd(v, w, b1);
            c1 = Lanes.MultiplyAdd(y, w, c1);
            w = TFormat.Load(w2, k);
            a2 = Lanes.MultiplyAdd(u, w, a2);
            b2 = Lanes.MultiplyAdd(v, w, b2);
            c2 = Lanes.MultiplyAdd(y, w, c2);
            w = TFormat.Load(w3, k);
            a3 = Lanes.MultiplyAdd(u, w, a3);
            b3 = Lanes.MultiplyAdd(v, w, b3);
            c3 = Lanes.MultiplyAdd(y, w, c3);
        }
        Lanes.Sum(a0, a1, a2, a3).Store(sums);
        Lanes.Sum(b0, b1, b2, b3).Store(sums + Rows);
        Lanes.Sum(c0, c1, c2, c3).Store(sums + 2 * Rows);
    }
}
