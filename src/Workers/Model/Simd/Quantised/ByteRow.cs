using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// Products of eight quantised weight rows with one rounded input, straight from the file's blocks: for decode, where nothing would pay for a
/// panel. In the order of <see cref="GroupSums{TFormat}"/>.
/// </summary>
internal static unsafe class ByteRow<TFormat> where TFormat : struct, IBlockFormat
{
    /// <summary>Weight rows at a time.</summary>
    public const int Rows = 8;

    private const int MostGroups = 16;

    /// <summary>sums[r] = rows[r] · input; past the last row of the matrix, the last one again.</summary>
    /// <param name="first">The first row's bytes.</param>
    /// <param name="rowBytes">From one row to the next.</param>
    /// <param name="rows">Rows there are, 1 to 8.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="x">The input's first record.</param>
    /// <param name="sums">[8], written.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(byte* first, long rowBytes, int rows, int columns, byte* x, float* sums)
    {
        var offsets = stackalloc long[Rows];
        var scales = stackalloc float[MostGroups * Rows];
        var minimums = stackalloc float[MostGroups * Rows];
        EightRows<TFormat>.Place(rowBytes, 0, rows, offsets);
        var halves = HalfTable.Floats;
        var ahead = first + Prefetch.Distance;
        var sum = Vector256<float>.Zero;
        for (var column = 0; column < columns; column += TFormat.Length, first += TFormat.Bytes, ahead += Rows * TFormat.Bytes)
        {
            Prefetch.Ask(ahead, Rows * TFormat.Bytes);
            EightRows<TFormat>.Scales(first, offsets, scales, minimums, Rows, halves);
            for (var part = 0; part < TFormat.Length / ByteRows.RecordLength; part++, x += ByteRows.RecordBytes)
            {
                var input = Vector256.Load((sbyte*)x);
                var upper = Fours(first, offsets, part, input);
                var lower = Fours(first, offsets + 4, part, input);
                // Rows 0..7, their first 16 columns and their last.
                var left = Avx2.IsSupported ? Avx2.Permute2x128(upper, lower, 0x20) : Vector256.Create(upper.GetLower(), lower.GetLower());
                var right = Avx2.IsSupported ? Avx2.Permute2x128(upper, lower, 0x31) : Vector256.Create(upper.GetUpper(), lower.GetUpper());
                if (TFormat.Group == 32)
                {
                    sum = GroupSums<TFormat>.Add(sum, left + right + GroupSums<TFormat>.Begin(x, 0), scales + part * Rows, minimums + part * Rows, x, 0);
                    continue;
                }
                sum = GroupSums<TFormat>.Add(sum, left + GroupSums<TFormat>.Begin(x, 0), scales + 2 * part * Rows, minimums + 2 * part * Rows, x, 0);
                sum = GroupSums<TFormat>.Add(sum, right + GroupSums<TFormat>.Begin(x, 1), scales + (2 * part + 1) * Rows, minimums + (2 * part + 1) * Rows, x, 1);
            }
        }
        sum.Store(sums);
    }

    // Four rows' integer sums over the first 16 columns, then over the last 16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Fours(byte* block, long* rows, int part, Vector256<sbyte> input)
    {
        var (a, b) = (Products(block + rows[0], part, input), Products(block + rows[1], part, input));
        var (c, d) = (Products(block + rows[2], part, input), Products(block + rows[3], part, input));
        if (!Avx2.IsSupported)
        {
            return Vector256.Create(
                Vector128.Create(Vector128.Sum(a.GetLower()), Vector128.Sum(b.GetLower()), Vector128.Sum(c.GetLower()), Vector128.Sum(d.GetLower())),
                Vector128.Create(Vector128.Sum(a.GetUpper()), Vector128.Sum(b.GetUpper()), Vector128.Sum(c.GetUpper()), Vector128.Sum(d.GetUpper())));
        }
        var ab = (Avx2.UnpackLow(a, b) + Avx2.UnpackHigh(a, b)).AsInt64();
        var cd = (Avx2.UnpackLow(c, d) + Avx2.UnpackHigh(c, d)).AsInt64();
        return Avx2.UnpackLow(ab, cd).AsInt32() + Avx2.UnpackHigh(ab, cd).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(byte* block, int part, Vector256<sbyte> input) =>
        ByteDot<TFormat>.Add(Vector256<int>.Zero, ByteDot<TFormat>.Keep(TFormat.Quants(block, part)), input);
}
