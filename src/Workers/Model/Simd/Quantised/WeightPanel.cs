using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// Sixteen weight rows side by side, as the tile reads them: for every four columns the rows' integers (16 times 4 bytes); then for every
/// group 16 scales; then, where the format has them, for every group 16 minimums.
/// </summary>
internal static unsafe class WeightPanel<TFormat> where TFormat : struct, IBlockFormat
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <summary>Bytes of the integers of four columns, and of 32.</summary>
    public const int WordBytes = Rows * sizeof(int), RecordBytes = Rows * ByteRows.RecordLength;

    /// <summary>Scales of rows of so many columns.</summary>
    public static float* Scales(byte* panel, int columns) => (float*)(panel + (long)columns * Rows);

    /// <summary>Minimums of rows of so many columns.</summary>
    public static float* Minimums(byte* panel, int columns) => Scales(panel, columns) + (long)columns / TFormat.Group * Rows;

    /// <summary>Unpacks sixteen rows; past the last row of the matrix, the last one again.</summary>
    /// <param name="first">The first row's bytes.</param>
    /// <param name="rowBytes">From one row to the next.</param>
    /// <param name="rows">Rows there are, 1 to 16.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="panel">Written; aligned to 32 bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(byte* first, long rowBytes, int rows, int columns, byte* panel)
    {
        var left = stackalloc long[EightRows<TFormat>.Count];
        var right = stackalloc long[EightRows<TFormat>.Count];
        EightRows<TFormat>.Place(rowBytes, 0, rows, left);
        EightRows<TFormat>.Place(rowBytes, EightRows<TFormat>.Count, rows, right);
        float* scales = Scales(panel, columns), minimums = Minimums(panel, columns);
        var halves = HalfTable.Floats;
        var ahead = first + Rows * rowBytes;
        for (var column = 0; column < columns; column += TFormat.Length, first += TFormat.Bytes, ahead += Rows * TFormat.Bytes)
        {
            // The rows after these, most likely the next to be asked for.
            EightRows<TFormat>.Prefetch(ahead);
            EightRows<TFormat>.Prefetch(ahead + EightRows<TFormat>.Count * TFormat.Bytes);
            EightRows<TFormat>.Scales(first, left, scales, minimums, Rows, halves);
            EightRows<TFormat>.Scales(first, right, scales + 8, minimums + 8, Rows, halves);
            scales += TFormat.Length / TFormat.Group * Rows;
            minimums += TFormat.Length / TFormat.Group * Rows;
            for (var part = 0; part < TFormat.Length / ByteRows.RecordLength; part++, panel += RecordBytes)
            {
                Turn(first, left, part, panel);
                Turn(first, right, part, panel + WordBytes / 2);
            }
        }
    }

    // Eight rows of eight 4-byte words become eight words of eight rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(byte* block, long* rows, int part, byte* panel)
    {
        var (r0, r1, r2, r3) = (Words(block + rows[0], part), Words(block + rows[1], part), Words(block + rows[2], part), Words(block + rows[3], part));
        var (r4, r5, r6, r7) = (Words(block + rows[4], part), Words(block + rows[5], part), Words(block + rows[6], part), Words(block + rows[7], part));
        if (!Avx2.IsSupported)
        {
            var words = stackalloc Vector256<int>[] { r0, r1, r2, r3, r4, r5, r6, r7 };
            for (var row = 0; row < 8; row++)
            {
                for (var word = 0; word < 8; word++) ((int*)(panel + word * WordBytes))[row] = ((int*)(words + row))[word];
            }
            return;
        }
        var (a0, a1, a2, a3) = (Avx2.UnpackLow(r0, r1).AsInt64(), Avx2.UnpackHigh(r0, r1).AsInt64(), Avx2.UnpackLow(r2, r3).AsInt64(), Avx2.UnpackHigh(r2, r3).AsInt64());
        var (b0, b1, b2, b3) = (Avx2.UnpackLow(r4, r5).AsInt64(), Avx2.UnpackHigh(r4, r5).AsInt64(), Avx2.UnpackLow(r6, r7).AsInt64(), Avx2.UnpackHigh(r6, r7).AsInt64());
        Store(Avx2.UnpackLow(a0, a2), Avx2.UnpackLow(b0, b2), panel);
        Store(Avx2.UnpackHigh(a0, a2), Avx2.UnpackHigh(b0, b2), panel + WordBytes);
        Store(Avx2.UnpackLow(a1, a3), Avx2.UnpackLow(b1, b3), panel + 2 * WordBytes);
        Store(Avx2.UnpackHigh(a1, a3), Avx2.UnpackHigh(b1, b3), panel + 3 * WordBytes);
    }

    // Words k and k + 4 of rows 0..3 and of rows 4..7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<long> upper, Vector256<long> lower, byte* panel)
    {
        Avx2.Permute2x128(upper, lower, 0x20).Store((long*)panel);
        Avx2.Permute2x128(upper, lower, 0x31).Store((long*)(panel + 4 * WordBytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Words(byte* block, int part) => EightRows<TFormat>.Integers(block, part).AsInt32();
}
