using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Products of a panel of sixteen quantised weight rows with rounded activations, several tokens at a time; in the order of <see cref="GroupSums{TFormat}"/>.</summary>
internal static unsafe class ByteTile<TFormat> where TFormat : struct, IBlockFormat
{
    /// <summary>Tokens of a full tile.</summary>
    public const int Tokens = 4;

    private const int Rows = WeightPanel<TFormat>.Rows;

    /// <summary>sums[t, r] = rows[r] · inputs[t].</summary>
    /// <param name="panel">From <see cref="WeightPanel{TFormat}"/>.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="input">The first token's record.</param>
    /// <param name="stride">Bytes from one token to the next.</param>
    /// <param name="tokens">1 to 4.</param>
    /// <param name="sums">[tokens, 16], written.</param>
    public static void Compute(byte* panel, int columns, byte* input, long stride, int tokens, float* sums)
    {
        switch (tokens)
        {
            case 4 when TFormat.Group == 32: Four(panel, columns, input, stride, sums); break;
            case >= 2:
                // Groups of 16 have twice the sums to finish: two tokens at a time.
                Two(panel, columns, input, stride, sums);
                if (tokens > 2) Compute(panel, columns, input + 2 * stride, stride, tokens - 2, sums + 2 * Rows);
                break;
            default: One(panel, columns, input, sums); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* panel, int columns, byte* x, float* sums)
    {
        float* scales = WeightPanel<TFormat>.Scales(panel, columns), minimums = WeightPanel<TFormat>.Minimums(panel, columns);
        var (left, right) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var words = TFormat.Group / 4;
        for (var column = 0; column < columns; column += ByteRows.RecordLength, panel += WeightPanel<TFormat>.RecordBytes, x += ByteRows.RecordBytes)
        {
            for (var group = 0; group < ByteRows.RecordLength / TFormat.Group; group++, scales += Rows, minimums += Rows)
            {
                var a = GroupSums<TFormat>.Begin(x, group);
                var b = a;
                for (var word = group * words; word < (group + 1) * words; word++)
                {
                    a = ByteDot<TFormat>.Add(a, Weights(panel, word, 0), Word(x, word));
                    b = ByteDot<TFormat>.Add(b, Weights(panel, word, 1), Word(x, word));
                }
                left = GroupSums<TFormat>.Add(left, a, scales, minimums, x, group);
                right = GroupSums<TFormat>.Add(right, b, scales + 8, minimums + 8, x, group);
            }
        }
        left.Store(sums);
        right.Store(sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(byte* panel, int columns, byte* x0, long stride, float* sums)
    {
        float* scales = WeightPanel<TFormat>.Scales(panel, columns), minimums = WeightPanel<TFormat>.Minimums(panel, columns);
        var x1 = x0 + stride;
        var (l0, l1, r0, r1) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var words = TFormat.Group / 4;
        for (var column = 0; column < columns; column += ByteRows.RecordLength)
        {
            for (var group = 0; group < ByteRows.RecordLength / TFormat.Group; group++, scales += Rows, minimums += Rows)
            {
                var (a0, a1) = (GroupSums<TFormat>.Begin(x0, group), GroupSums<TFormat>.Begin(x1, group));
                var (b0, b1) = (a0, a1);
                for (var word = group * words; word < (group + 1) * words; word++)
                {
                    var (left, right) = (Weights(panel, word, 0), Weights(panel, word, 1));
                    var x = Word(x0, word);
                    a0 = ByteDot<TFormat>.Add(a0, left, x);
                    b0 = ByteDot<TFormat>.Add(b0, right, x);
                    x = Word(x1, word);
                    a1 = ByteDot<TFormat>.Add(a1, left, x);
                    b1 = ByteDot<TFormat>.Add(b1, right, x);
                }
                l0 = GroupSums<TFormat>.Add(l0, a0, scales, minimums, x0, group);
                r0 = GroupSums<TFormat>.Add(r0, b0, scales + 8, minimums + 8, x0, group);
                l1 = GroupSums<TFormat>.Add(l1, a1, scales, minimums, x1, group);
                r1 = GroupSums<TFormat>.Add(r1, b1, scales + 8, minimums + 8, x1, group);
            }
            panel += WeightPanel<TFormat>.RecordBytes;
            x0 += ByteRows.RecordBytes;
            x1 += ByteRows.RecordBytes;
        }
        l0.Store(sums);
        r0.Store(sums + 8);
        l1.Store(sums + Rows);
        r1.Store(sums + Rows + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* panel, int columns, byte* x0, long stride, float* sums)
    {
        float* scales = WeightPanel<TFormat>.Scales(panel, columns), minimums = WeightPanel<TFormat>.Minimums(panel, columns);
        byte* x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride;
        var (l0, l1, l2, l3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var (r0, r1, r2, r3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var column = 0; column < columns; column += ByteRows.RecordLength)
        {
            var (a0, a1) = (GroupSums<TFormat>.Begin(x0, 0), GroupSums<TFormat>.Begin(x1, 0));
            var (a2, a3) = (GroupSums<TFormat>.Begin(x2, 0), GroupSums<TFormat>.Begin(x3, 0));
            var (b0, b1, b2, b3) = (a0, a1, a2, a3);
            for (var word = 0; word < 8; word++)
            {
                var (left, right) = (Weights(panel, word, 0), Weights(panel, word, 1));
                var x = Word(x0, word);
                a0 = ByteDot<TFormat>.Add(a0, left, x);
                b0 = ByteDot<TFormat>.Add(b0, right, x);
                x = Word(x1, word);
                a1 = ByteDot<TFormat>.Add(a1, left, x);
                b1 = ByteDot<TFormat>.Add(b1, right, x);
                x = Word(x2, word);
                a2 = ByteDot<TFormat>.Add(a2, left, x);
                b2 = ByteDot<TFormat>.Add(b2, right, x);
                x = Word(x3, word);
                a3 = ByteDot<TFormat>.Add(a3, left, x);
                b3 = ByteDot<TFormat>.Add(b3, right, x);
            }
            l0 = GroupSums<TFormat>.Add(l0, a0, scales, minimums, x0, 0);
            r0 = GroupSums<TFormat>.Add(r0, b0, scales + 8, minimums + 8, x0, 0);
            l1 = GroupSums<TFormat>.Add(l1, a1, scales, minimums, x1, 0);
            r1 = GroupSums<TFormat>.Add(r1, b1, scales + 8, minimums + 8, x1, 0);
            l2 = GroupSums<TFormat>.Add(l2, a2, scales, minimums, x2, 0);
            r2 = GroupSums<TFormat>.Add(r2, b2, scales + 8, minimums + 8, x2, 0);
            l3 = GroupSums<TFormat>.Add(l3, a3, scales, minimums, x3, 0);
            r3 = GroupSums<TFormat>.Add(r3, b3, scales + 8, minimums + 8, x3, 0);
            panel += WeightPanel<TFormat>.RecordBytes;
            x0 += ByteRows.RecordBytes;
            x1 += ByteRows.RecordBytes;
            x2 += ByteRows.RecordBytes;
            x3 += ByteRows.RecordBytes;
            scales += Rows;
            minimums += Rows;
        }
        l0.Store(sums);
        r0.Store(sums + 8);
        l1.Store(sums + Rows);
        r1.Store(sums + Rows + 8);
        l2.Store(sums + 2 * Rows);
        r2.Store(sums + 2 * Rows + 8);
        l3.Store(sums + 3 * Rows);
        r3.Store(sums + 3 * Rows + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Word(byte* record, int word) => Vector256.Create(((int*)record)[word]).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Weights(byte* panel, int word, int half) => Vector256.Load(panel + word * WeightPanel<TFormat>.WordBytes + half * 32);
}
