using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// Sixteen weight rows side by side, as the tile reads them: for every four columns the rows' quants (16 times 4 bytes); then for every
/// group 16 scales; then, where the format has them, for every group 16 minimums.
/// </summary>
internal static unsafe class WeightPanel<TFormat> where TFormat : struct, IBlockFormat
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <summary>Bytes of the quants of four columns, and of 32.</summary>
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
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(byte* first, long rowBytes, int rows, int columns, byte* panel)
    {
        var left = stackalloc long[EightRows<TFormat>.Count];
        var right = stackalloc long[EightRows<TFormat>.Count];
        EightRows<TFormat>.Place(rowBytes, 0, rows, left);
        EightRows<TFormat>.Place(rowBytes, EightRows<TFormat>.Count, rows, right);
        float* scales = Scales(panel, columns), minimums = Minimums(panel, columns);
        var halves = HalfTable.Floats;
        var ahead = first + Prefetch.Distance;
        for (var column = 0; column < columns; column += TFormat.Length, first += TFormat.Bytes, ahead += Rows * TFormat.Bytes)
        {
            Prefetch.Ask(ahead, Rows * TFormat.Bytes);
            EightRows<TFormat>.Scales(first, left, scales, minimums, Rows, halves);
            EightRows<TFormat>.Scales(first, right, scales + 8, minimums + 8, Rows, halves);
            scales += TFormat.Length / TFormat.Group * Rows;
            minimums += TFormat.Length / TFormat.Group * Rows;
            for (var part = 0; part < TFormat.Length / ByteRows.RecordLength; part++, panel += RecordBytes)
            {
                Unpack(first, left, part, panel);
                Unpack(first, right, part, panel + WordBytes / 2);
            }
        }
    }

    // Eight rows of eight words become eight words of eight rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpack(byte* block, long* rows, int part, byte* panel) => Turn.Apply(
        Words(block + rows[0], part), Words(block + rows[1], part), Words(block + rows[2], part), Words(block + rows[3], part),
        Words(block + rows[4], part), Words(block + rows[5], part), Words(block + rows[6], part), Words(block + rows[7], part),
        (int*)panel, Rows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Words(byte* block, int part) => ByteDot<TFormat>.Keep(TFormat.Quants(block, part)).AsInt32();
}
