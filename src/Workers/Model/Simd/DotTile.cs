using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// Dot products of up to four weight rows with up to three token rows. Every one is computed in the same order whatever the tile:
/// lane l adds the products of k = l, l + 8, l + 16 ... one after another, then <see cref="Lanes.Sum(Vector256{float})"/>.
/// </summary>
public static unsafe class DotTile
{
    /// <summary>Weight rows of a full tile.</summary>
    public const int Rows = 4;

    /// <summary>Tokens of a full tile: 12 sums, 3 inputs and 1 weight fill the 16 vector registers.</summary>
    public const int Tokens = 3;

    /// <summary>One dot product, number by number.</summary>
    public static float Reference(ReadOnlySpan<float> row, ReadOnlySpan<float> token)
    {
        Span<float> lanes = stackalloc float[Lanes.Count];
        lanes.Clear();
        for (var k = 0; k < row.Length; k++) lanes[k % Lanes.Count] = Lanes.MultiplyAdd(row[k], token[k], lanes[k % Lanes.Count]);
        return lanes[0] + lanes[4] + (lanes[2] + lanes[6]) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));
    }

    /// <summary>sums[t * 4 + r] = rows[r] · tokens[t].</summary>
    /// <param name="rows">4 pointers to <paramref name="length"/> weights each.</param>
    /// <param name="tokens">First of <paramref name="count"/> (1 to 3) inputs.</param>
    /// <param name="stride">Floats from one input to the next.</param>
    /// <param name="count">Inputs.</param>
    /// <param name="length">A multiple of 8.</param>
    /// <param name="sums">[count, 4], written.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute(float** rows, float* tokens, long stride, int count, int length, float* sums)
    {
        switch (count)
        {
            case 1: One(rows, tokens, length, sums); break;
            case 2: Two(rows, tokens, stride, length, sums); break;
            default: Three(rows, tokens, stride, length, sums); break;
        }
    }

    private static void One(float** rows, float* x, int length, float* sums)
    {
        float* w0 = rows[0], w1 = rows[1], w2 = rows[2], w3 = rows[3];
        var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var v = Vector256.Load(x + k);
            a0 = Lanes.MultiplyAdd(v, Vector256.Load(w0 + k), a0);
            a1 = Lanes.MultiplyAdd(v, Vector256.Load(w1 + k), a1);
            a2 = Lanes.MultiplyAdd(v, Vector256.Load(w2 + k), a2);
            a3 = Lanes.MultiplyAdd(v, Vector256.Load(w3 + k), a3);
        }
        Lanes.Sum(a0, a1, a2, a3).Store(sums);
    }

    private static void Two(float** rows, float* x0, long stride, int length, float* sums)
    {
        var x1 = x0 + stride;
        float* w0 = rows[0], w1 = rows[1], w2 = rows[2], w3 = rows[3];
        var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (b0, b1, b2, b3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (u, v) = (Vector256.Load(x0 + k), Vector256.Load(x1 + k));
            var w = Vector256.Load(w0 + k);
            a0 = Lanes.MultiplyAdd(u, w, a0);
            b0 = Lanes.MultiplyAdd(v, w, b0);
            w = Vector256.Load(w1 + k);
            a1 = Lanes.MultiplyAdd(u, w, a1);
            b1 = Lanes.MultiplyAdd(v, w, b1);
            w = Vector256.Load(w2 + k);
            a2 = Lanes.MultiplyAdd(u, w, a2);
            b2 = Lanes.MultiplyAdd(v, w, b2);
            w = Vector256.Load(w3 + k);
            a3 = Lanes.MultiplyAdd(u, w, a3);
            b3 = Lanes.MultiplyAdd(v, w, b3);
        }
        Lanes.Sum(a0, a1, a2, a3).Store(sums);
        Lanes.Sum(b0, b1, b2, b3).Store(sums + Rows);
    }

    private static void Three(float** rows, float* x0, long stride, int length, float* sums)
    {
        float* x1 = x0 + stride, x2 = x1 + stride;
        float* w0 = rows[0], w1 = rows[1], w2 = rows[2], w3 = rows[3];
        var (a0, a1, a2, a3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (b0, b1, b2, b3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (c0, c1, c2, c3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (nint k = 0; k < length; k += Lanes.Count)
        {
            var (u, v, y) = (Vector256.Load(x0 + k), Vector256.Load(x1 + k), Vector256.Load(x2 + k));
            var w = Vector256.Load(w0 + k);
            a0 = Lanes.MultiplyAdd(u, w, a0);
            b0 = Lanes.MultiplyAdd(v, w, b0);
            c0 = Lanes.MultiplyAdd(y, w, c0);
            w = Vector256.Load(w1 + k);
            a1 = Lanes.MultiplyAdd(u, w, a1);
            b1 = Lanes.MultiplyAdd(v, w, b1);
            c1 = Lanes.MultiplyAdd(y, w, c1);
            w = Vector256.Load(w2 + k);
            a2 = Lanes.MultiplyAdd(u, w, a2);
            b2 = Lanes.MultiplyAdd(v, w, b2);
            c2 = Lanes.MultiplyAdd(y, w, c2);
            w = Vector256.Load(w3 + k);
            a3 = Lanes.MultiplyAdd(u, w, a3);
            b3 = Lanes.MultiplyAdd(v, w, b3);
            c3 = Lanes.MultiplyAdd(y, w, c3);
        }
        Lanes.Sum(a0, a1, a2, a3).Store(sums);
        Lanes.Sum(b0, b1, b2, b3).Store(sums + Rows);
        Lanes.Sum(c0, c1, c2, c3).Store(sums + 2 * Rows);
    }
}
