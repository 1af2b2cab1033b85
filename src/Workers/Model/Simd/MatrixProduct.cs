using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Simd.Quantised;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// output[token, row] = weights[row] · input[token], or += it: the product of one weight matrix with a batch of activations, cut into
/// pieces that threads take in any order. A piece is a panel of weight rows, decoded to floats once, times a group of tokens.
/// </summary>
internal readonly unsafe struct MatrixProduct
{
    /// <summary>Weight rows of a panel; with a multiple of 16 floats between output rows, no two panels write one cache line.</summary>
    public const int PanelRows = 16;

    // Tokens of a piece: their inputs stay in the second-level cache while panels pass by.
    private const int GroupTokens = 192;

    public required Tensor Weights { get; init; }

    /// <summary>[tokens, InputStride]; zeros from Weights.Columns up to a multiple of 8.</summary>
    public required float* Input { get; init; }
    public required int InputStride { get; init; }

    /// <summary>The input as quantised weights take it; null for weights in floating point, which take <see cref="Input"/>.</summary>
    public ByteRows? Rounded { get; init; }

    /// <summary>[tokens, OutputStride].</summary>
    public required float* Output { get; init; }
    public required int OutputStride { get; init; }

    /// <summary>Adds to the output (a residual) instead of replacing it.</summary>
    public bool Accumulate { get; init; }

    public required int Tokens { get; init; }

    /// <summary>Scratch for matrices of so many columns.</summary>
    public static long PanelFloats(int columns) => Math.Max((long)PanelRows * Lanes.Padded(columns), ByteProduct.PanelBytes(columns) / sizeof(float));

    private int Panels => (Weights.Rows + PanelRows - 1) / PanelRows;

    /// <summary>How many pieces there are.</summary>
    public int Pieces => Panels * ((Tokens + GroupTokens - 1) / GroupTokens);

    /// <summary>The rows and tokens of a piece: (first row, rows, first token, tokens). All panels of one group of tokens come before the next group.</summary>
    public (int Row, int Rows, int Token, int Tokens) Bounds(int piece)
    {
        var (row, token) = (piece % Panels * PanelRows, piece / Panels * GroupTokens);
        return (row, Math.Min(PanelRows, Weights.Rows - row), token, Math.Min(GroupTokens, Tokens - token));
    }

    /// <summary>Computes one piece.</summary>
    /// <param name="piece">0 .. Pieces - 1.</param>
    /// <param name="panel">Scratch of one thread: <see cref="PanelFloats"/>.</param>
    public void Compute(int piece, float* panel)
    {
        var (row, rows, token, tokens) = Bounds(piece);
        if (Rounded is not null)
        {
            ByteProduct.Compute(Weights, row, rows, Rounded, token, tokens, Output, OutputStride, Accumulate, (byte*)panel);
            return;
        }
        // Few tokens: decode as few rows at a time as the tile needs, so that they are still in the first-level cache.
        var step = tokens <= DotTile.Tokens ? DotTile.Rows : PanelRows;
        for (var done = 0; done < rows; done += step)
        {
            var (first, count) = (row + done, Math.Min(step, rows - done));
            var decoded = WeightRows.Floats(Weights, first, count, panel);
            for (var t = 0; t < tokens; t += DotTile.Tokens)
                Multiply(decoded, first, count, token + t, Math.Min(DotTile.Tokens, tokens - t));
        }
    }

    private void Multiply(float* decoded, int firstRow, int rows, int token, int tokens)
    {
        var length = Lanes.Padded(Weights.Columns);
        var input = Input + (long)token * InputStride;
        var pointers = stackalloc float*[DotTile.Rows];
        var sums = stackalloc float[DotTile.Tokens * DotTile.Rows];
        for (var r = 0; r < rows; r += DotTile.Rows)
        {
            // Rows past the end repeat the last one; their results are dropped.
            for (var i = 0; i < DotTile.Rows; i++) pointers[i] = decoded + (long)Math.Min(r + i, rows - 1) * length;
            DotTile.Compute(pointers, input, InputStride, tokens, length, sums);
            var valid = Math.Min(DotTile.Rows, rows - r);
            for (var t = 0; t < tokens; t++)
            {
                var output = Output + (long)(token + t) * OutputStride + firstRow + r;
                for (var i = 0; i < valid; i++) output[i] = Accumulate ? output[i] + sums[t * DotTile.Rows + i] : sums[t * DotTile.Rows + i];
            }
        }
    }
}
