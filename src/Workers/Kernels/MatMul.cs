using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// y = x W^T (+ bias) (+ what y held): x [tokens, columns], W [rows, columns] in the file's own format, y [tokens, rows].
/// Each output is summed over the columns in an order that depends on nothing but their number, so a token's result is the same bits alone and in any batch.
/// </summary>
public static class MatMul
{
    /// <summary>Rows and tokens of one warp's tile in <see cref="Tile{TFormat}"/>.</summary>
    public const int TileRows = 4, TileTokens = 8;

    /// <summary>The reference: one thread per output, columns in sequence.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="x">[tokens, columns]</param>
    /// <param name="weights">[rows, columns]</param>
    /// <param name="bias">[rows], or empty.</param>
    /// <param name="y">[tokens, rows]</param>
    /// <param name="tokens">Rows of x and y.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="accumulate">1 to add to y (the residual stream), 0 to replace it.</param>
    [Kernel]
    public static void Run<TFormat>(Index1D first, int step, ArrayView<float> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y,
        int tokens, int rows, int columns, int accumulate)
        where TFormat : struct, IWeightFormat
    {
        var format = default(TFormat);
        for (int i = first; i < tokens * rows; i += step)
        {
            // Neighbouring threads share the row, the larger of the two inputs.
            int token = i % tokens, row = i / tokens;
            long xs = (long)token * columns, ws = (long)row * columns;
            var sum = 0f;
            for (var c = 0; c < columns; c++) sum = Fused.MultiplyAdd(x[xs + c], format.At(weights, ws + c), sum);
            Store(sum, bias, y, token, row, rows, accumulate);
        }
    }

    /// <summary>
    /// One warp per row, for one token: lane l sums columns 8 l to 8 l + 7 of every 256, then the lanes are summed. Bound by the speed of memory.
    /// Columns are a multiple of 8.
    /// </summary>
    [Kernel]
    public static void Vector<TFormat>(ArrayView<float> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int rows, int columns, int accumulate)
        where TFormat : struct, IWeightFormat
    {
        var format = default(TFormat);
        var row = Grid.IdxX * (Group.DimX / Warps.Size) + Group.IdxX / Warps.Size;
        if (row >= rows) return;
        var lane = Group.IdxX % Warps.Size;
        var octets = x.Cast<Octet>();
        var sum = 0f;
        for (var c = lane * 8; c < columns; c += Warps.Size * 8) sum = Octet.Dot(octets[c >> 3], format.Eight(weights, (long)row * columns + c), sum);
        sum = Warps.Sum(sum);
        if (lane == 0) Store(sum, bias, y, 0, row, rows, accumulate);
    }

    /// <summary>
    /// One warp per 4 rows and 8 tokens, each output in the order of <see cref="Vector{TFormat}"/>. At the matrix' edges a warp repeats
    /// its last row or token instead of leaving lanes idle, and stores it once. Columns are a multiple of 8.
    /// </summary>
    [Kernel]
    public static void Tile<TFormat>(ArrayView<float> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y,
        int tokens, int rows, int columns, int accumulate)
        where TFormat : struct, IWeightFormat
    {
        var format = default(TFormat);
        var warp = Grid.IdxX * (Group.DimX / Warps.Size) + Group.IdxX / Warps.Size;
        var rowTiles = (rows + TileRows - 1) / TileRows;
        // The warps of a group take neighbouring rows and share their tokens through the first-level cache.
        int row = warp % rowTiles * TileRows, token = warp / rowTiles * TileTokens;
        if (token >= tokens) return;
        var lane = Group.IdxX % Warps.Size;
        long row0 = (long)row * columns, row1 = (long)IntrinsicMath.Min(row + 1, rows - 1) * columns;
        long row2 = (long)IntrinsicMath.Min(row + 2, rows - 1) * columns, row3 = (long)IntrinsicMath.Min(row + 3, rows - 1) * columns;
        long x0 = (long)token * columns, last = (long)(tokens - 1) * columns;
        var octets = x.Cast<Octet>();
        Quad<float> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default, t5 = default, t6 = default, t7 = default;
        for (var c = lane * 8; c < columns; c += Warps.Size * 8)
        {
            var w = new Quad<Octet> { A = format.Eight(weights, row0 + c), B = format.Eight(weights, row1 + c), C = format.Eight(weights, row2 + c), D = format.Eight(weights, row3 + c) };
            t0 = Add(t0, w, octets[(x0 + c) >> 3]);
            t1 = Add(t1, w, octets[(IntrinsicMath.Min(x0 + columns, last) + c) >> 3]);
            t2 = Add(t2, w, octets[(IntrinsicMath.Min(x0 + 2L * columns, last) + c) >> 3]);
            t3 = Add(t3, w, octets[(IntrinsicMath.Min(x0 + 3L * columns, last) + c) >> 3]);
            t4 = Add(t4, w, octets[(IntrinsicMath.Min(x0 + 4L * columns, last) + c) >> 3]);
            t5 = Add(t5, w, octets[(IntrinsicMath.Min(x0 + 5L * columns, last) + c) >> 3]);
            t6 = Add(t6, w, octets[(IntrinsicMath.Min(x0 + 6L * columns, last) + c) >> 3]);
            t7 = Add(t7, w, octets[(IntrinsicMath.Min(x0 + 7L * columns, last) + c) >> 3]);
        }
        StoreToken(t0, bias, y, token, tokens, row, rows, accumulate, lane);
        StoreToken(t1, bias, y, token + 1, tokens, row, rows, accumulate, lane);
        StoreToken(t2, bias, y, token + 2, tokens, row, rows, accumulate, lane);
        StoreToken(t3, bias, y, token + 3, tokens, row, rows, accumulate, lane);
        StoreToken(t4, bias, y, token + 4, tokens, row, rows, accumulate, lane);
        StoreToken(t5, bias, y, token + 5, tokens, row, rows, accumulate, lane);
        StoreToken(t6, bias, y, token + 6, tokens, row, rows, accumulate, lane);
        StoreToken(t7, bias, y, token + 7, tokens, row, rows, accumulate, lane);
    }

    private static Quad<float> Add(Quad<float> sums, Quad<Octet> w, Octet x) => new()
    {
        A = Octet.Dot(x, w.A, sums.A),
        B = Octet.Dot(x, w.B, sums.B),
        C = Octet.Dot(x, w.C, sums.C),
        D = Octet.Dot(x, w.D, sums.D),
    };

    private static void StoreToken(Quad<float> sums, ArrayView<float> bias, ArrayView<float> y, int token, int tokens, int row, int rows, int accumulate, int lane)
    {
        // The same for the whole warp, so all its lanes take part in the sums or none.
        if (token >= tokens) return;
        float a = Warps.Sum(sums.A), b = Warps.Sum(sums.B), c = Warps.Sum(sums.C), d = Warps.Sum(sums.D);
        // Lanes 0 to 3 store one row each.
        if (lane >= TileRows || row + lane >= rows) return;
        Store(lane == 0 ? a : lane == 1 ? b : lane == 2 ? c : d, bias, y, token, row + lane, rows, accumulate);
    }

    internal static void Store(float sum, ArrayView<float> bias, ArrayView<float> y, int token, int row, int rows, int accumulate)
    {
        var at = (long)token * rows + row;
        if (bias.Length != 0) sum += bias[row];
        if (accumulate != 0) sum += y[at];
        y[at] = sum;
    }
}
