using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// y = x W^T (+ bias) (+ what y held) by tensor cores, for the many tokens of a prompt; the reference is <see cref="MatMul.Run{TFormat}"/>. A group computes a
/// square of tokens and rows, each of its warps 32 of both, over 32 columns at a time: these lie in shared memory twice, once to compute from
/// and once to be filled. Sums may run along K in any order that x and W share, so a lane takes eight neighbouring columns in one
/// 16-byte load, which are its share of two instructions; rows of 64 bytes then meet no bank twice.
/// </summary>
public static class TensorMatMul
{
    /// <summary>Columns must be a multiple of this.</summary>
    public const int Columns = 32;

    /// <summary>Tokens and rows of a group in <see cref="Small{TFormat}"/> (4 warps) and <see cref="Large{TFormat}"/> (16 warps).</summary>
    public const int SmallSide = 64, LargeSide = 128;

    /// <summary>Threads of a group.</summary>
    public const int SmallThreads = 4 * Warps.Size, LargeThreads = 16 * Warps.Size;

    // Numbers of 16 bytes in a row of a tile.
    private const int Pieces = Columns / 8;

    /// <summary>Squares of 64, by groups of 128 threads: enough groups for a GPU even when the matrix or the prompt is small.</summary>
    /// <param name="x">[tokens, columns] in 16 bits (<see cref="Narrow"/>).</param>
    /// <param name="weights">[rows, columns]</param>
    /// <param name="bias">[rows], or empty.</param>
    /// <param name="y">[tokens, rows]</param>
    /// <param name="tokens">Rows of x and y.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix, a multiple of 32.</param>
    /// <param name="accumulate">1 to add to y, 0 to replace it.</param>
    [Kernel]
    public static void Small<TFormat>(ArrayView<Bits128> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int tokens, int rows, int columns, int accumulate)
        where TFormat : struct, ITensorFormat
    {
        var xs = SharedMemory.Allocate<Bits128>(2 * SmallSide * Pieces);
        var ws = SharedMemory.Allocate<Bits128>(2 * SmallSide * Pieces);
        Square<TFormat, SmallSquare>(xs, ws, x, weights, bias, y, tokens, rows, columns, accumulate);
    }

    /// <summary>Squares of 128, by groups of 512 threads: half as many reads as <see cref="Small{TFormat}"/>.</summary>
    [Kernel]
    public static void Large<TFormat>(ArrayView<Bits128> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int tokens, int rows, int columns, int accumulate)
        where TFormat : struct, ITensorFormat
    {
        var xs = SharedMemory.Allocate<Bits128>(2 * LargeSide * Pieces);
        var ws = SharedMemory.Allocate<Bits128>(2 * LargeSide * Pieces);
        Square<TFormat, LargeSquare>(xs, ws, x, weights, bias, y, tokens, rows, columns, accumulate);
    }

    private static void Square<TFormat, TSquare>(ArrayView<Bits128> xs, ArrayView<Bits128> ws, ArrayView<Bits128> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y,
        int tokens, int rows, int columns, int accumulate)
        where TFormat : struct, ITensorFormat
        where TSquare : struct, ISquare
    {
        var square = default(TSquare);
        int thread = Group.IdxX, warp = thread / Warps.Size, tileSize = square.Side * Pieces;
        int token = Grid.IdxX * square.Side, row = Grid.IdxY * square.Side;
        // The first piece of each tile that this thread copies; where there are two, the second lies 32 rows below. Beyond the edges the last row repeats.
        int column = thread % Pieces * 8, line = thread / Pieces;
        long x0 = (long)IntrinsicMath.Min(token + line, tokens - 1) * columns + column, w0 = (long)IntrinsicMath.Min(row + line, rows - 1) * columns + column;
        long x1 = (long)IntrinsicMath.Min(token + line + 32, tokens - 1) * columns + column, w1 = (long)IntrinsicMath.Min(row + line + 32, rows - 1) * columns + column;
        var format = default(TFormat);
        Bits128 nextX0 = x[x0 >> 3], nextW0 = format.Eight(weights, w0), nextX1 = default, nextW1 = default;
        if (square.Copies == 2)
        {
            nextX1 = x[x1 >> 3];
            nextW1 = format.Eight(weights, w1);
        }
        Quad<Quad<float>> upper = default, lower = default;
        var tile = 0;
        for (var done = 0; done < columns; done += Columns)
        {
            xs[tile + thread] = nextX0;
            ws[tile + thread] = nextW0;
            if (square.Copies == 2)
            {
                xs[tile + thread + 32 * Pieces] = nextX1;
                ws[tile + thread + 32 * Pieces] = nextW1;
            }
            // One barrier a tile: whoever fills the other half has passed this one, and so has everybody who read there.
            Group.Barrier();
            var next = IntrinsicMath.Min(done + Columns, columns - Columns);
            nextX0 = x[(x0 + next) >> 3];
            nextW0 = format.Eight(weights, w0 + next);
            if (square.Copies == 2)
            {
                nextX1 = x[(x1 + next) >> 3];
                nextW1 = format.Eight(weights, w1 + next);
            }

            var lane = thread % Warps.Size;
            var mine = tile + lane;
            int xAt = mine + warp % square.Warps * 32 * Pieces, wAt = mine + warp / square.Warps * 32 * Pieces;
            var w = new Quad<Bits128> { A = ws[wAt], B = ws[wAt + 8 * Pieces], C = ws[wAt + 16 * Pieces], D = ws[wAt + 24 * Pieces] };
            upper = Multiply<TFormat>(xs[xAt], xs[xAt + 8 * Pieces], w, upper);
            lower = Multiply<TFormat>(xs[xAt + 16 * Pieces], xs[xAt + 24 * Pieces], w, lower);
            tile = tileSize - tile;
        }
        var firstToken = token + warp % square.Warps * 32 + thread % Warps.Size / 4;
        var firstRow = row + warp / square.Warps * 32 + thread % 4 * 2;
        Store(upper, bias, y, firstToken, tokens, firstRow, rows, accumulate);
        Store(lower, bias, y, firstToken + 16, tokens, firstRow, rows, accumulate);
    }

    // 16 tokens (this lane's: top and bottom, 8 apart) by 32 rows over 32 columns.
    internal static Quad<Quad<float>> Multiply<TFormat>(Bits128 top, Bits128 bottom, Quad<Bits128> w, Quad<Quad<float>> sums) where TFormat : struct, ITensorFormat => new()
    {
        A = Multiply<TFormat>(top, bottom, w.A, sums.A),
        B = Multiply<TFormat>(top, bottom, w.B, sums.B),
        C = Multiply<TFormat>(top, bottom, w.C, sums.C),
        D = Multiply<TFormat>(top, bottom, w.D, sums.D),
    };

    private static Quad<float> Multiply<TFormat>(Bits128 top, Bits128 bottom, Bits128 w, Quad<float> sum) where TFormat : struct, ITensorFormat
    {
        var format = default(TFormat);
        sum = format.Multiply(top.AB, bottom.AB, top.CD, bottom.CD, w.AB, w.CD, sum);
        return format.Multiply(top.EF, bottom.EF, top.GH, bottom.GH, w.EF, w.GH, sum);
    }

    private static void Store(Quad<Quad<float>> sums, ArrayView<float> bias, ArrayView<float> y, int token, int tokens, int row, int rows, int accumulate)
    {
        Store(sums.A, bias, y, token, tokens, row, rows, accumulate);
        Store(sums.B, bias, y, token, tokens, row + 8, rows, accumulate);
        Store(sums.C, bias, y, token, tokens, row + 16, rows, accumulate);
        Store(sums.D, bias, y, token, tokens, row + 24, rows, accumulate);
    }

    private static void Store(Quad<float> sum, ArrayView<float> bias, ArrayView<float> y, int token, int tokens, int row, int rows, int accumulate)
    {
        if (token < tokens && row < rows) MatMul.Store(sum.A, bias, y, token, row, rows, accumulate);
        if (token < tokens && row + 1 < rows) MatMul.Store(sum.B, bias, y, token, row + 1, rows, accumulate);
        if (token + 8 < tokens && row < rows) MatMul.Store(sum.C, bias, y, token + 8, row, rows, accumulate);
        if (token + 8 < tokens && row + 1 < rows) MatMul.Store(sum.D, bias, y, token + 8, row + 1, rows, accumulate);
    }

    /// <summary>A square's side, its warps along each side, and how many pieces of each tile a thread copies. Constants once compiled.</summary>
    private interface ISquare
    {
        int Side { get; }
        int Warps { get; }
        int Copies { get; }
    }

    private readonly struct SmallSquare : ISquare
    {
        public int Side => SmallSide;
        public int Warps => 2;
        public int Copies => 2;
    }

    private readonly struct LargeSquare : ISquare
    {
        public int Side => LargeSide;
        public int Warps => 4;
        public int Copies => 1;
    }
}
