using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Simd.Floating;
using Orchestrator.Workers.Model.Simd.Quantised;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// output[token, row] = weights[row] · input[token], or += it: the product of one weight matrix with a batch of activations, cut into
/// pieces that threads take in any order: some weight rows times a group of tokens.
/// </summary>
internal readonly unsafe struct MatrixProduct
{
    // Rows of a piece: a multiple of 16, so that no two pieces write one cache line. Few tokens make a row quick to do, and long runs of rows keep the prefetcher going.
    private const int RowsForMany = 16, MostRows = 256, Few = 8, PiecesOfThread = 2;

    // Tokens of a piece: their inputs stay in the second-level cache while weights pass by.
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

    /// <summary>Threads that share the pieces.</summary>
    public required int Threads { get; init; }

    /// <summary>How many pieces there are.</summary>
    public int Pieces => RowPieces * ((Tokens + GroupTokens - 1) / GroupTokens);

    private int RowsOfPiece => Tokens > Few ? RowsForMany : Math.Clamp((Weights.Rows / (PiecesOfThread * Threads) + 15) / 16 * 16, RowsForMany, MostRows);

    private int RowPieces => (Weights.Rows + RowsOfPiece - 1) / RowsOfPiece;

    /// <summary>Scratch for matrices of so many columns.</summary>
    public static long ScratchFloats(int columns) => Math.Max(FloatProduct.ScratchFloats(columns), ByteProduct.PanelBytes(columns) / sizeof(float));

    /// <summary>The rows and tokens of a piece: (first row, rows, first token, tokens). All rows of one group of tokens come before the next group.</summary>
    public (int Row, int Rows, int Token, int Tokens) Bounds(int piece)
    {
        var (row, token) = (piece % RowPieces * RowsOfPiece, piece / RowPieces * GroupTokens);
        return (row, Math.Min(RowsOfPiece, Weights.Rows - row), token, Math.Min(GroupTokens, Tokens - token));
    }

    /// <summary>Computes one piece.</summary>
    /// <param name="piece">0 .. Pieces - 1.</param>
    /// <param name="scratch">One thread's own: <see cref="ScratchFloats"/>.</param>
    public void Compute(int piece, float* scratch)
    {
        var (row, rows, token, tokens) = Bounds(piece);
        if (Rounded is null) FloatProduct.Compute(Weights, row, rows, Input, InputStride, token, tokens, Output, OutputStride, Accumulate, scratch);
        else ByteProduct.Compute(Weights, row, rows, Rounded, token, tokens, Output, OutputStride, Accumulate, (byte*)scratch);
    }
}
