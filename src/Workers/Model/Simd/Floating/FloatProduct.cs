using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>Part of the product of a matrix with fp32 activations. Weights are read as they are stored, or, where many tokens share them or their format is a rare one, decoded to floats first.</summary>
internal static unsafe class FloatProduct
{
    /// <summary>Weight rows decoded at a time.</summary>
    public const int PanelRows = 16;

    // As DotTile has them in every format.
    private const int TileRows = DotTile<F32Numbers>.Rows, TileTokens = DotTile<F32Numbers>.Tokens;

    /// <summary>Scratch for matrices of so many columns: a panel, and a row to decode.</summary>
    public static long ScratchFloats(int columns) => (PanelRows + 1L) * Lanes.Padded(columns);

    /// <summary>output[token, row] = weights[row] · input[token], or += it, for some rows and tokens.</summary>
    /// <param name="weights">Of any type.</param>
    /// <param name="row">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="input">[all tokens, inputStride]; zeros from the columns up to a multiple of 8.</param>
    /// <param name="inputStride">Floats from one token's input to the next.</param>
    /// <param name="token">First token.</param>
    /// <param name="tokens">Tokens.</param>
    /// <param name="output">[all tokens, stride].</param>
    /// <param name="stride">Floats from one token's output to the next.</param>
    /// <param name="accumulate">Add to what is there.</param>
    /// <param name="panel">Scratch: <see cref="ScratchFloats"/>.</param>
    public static void Compute(Tensor weights, int row, int rows, float* input, int inputStride, int token, int tokens, float* output, int stride, bool accumulate, float* panel)
    {
        input += (long)token * inputStride;
        output += (long)token * stride;
        if (WideTile.IsSupported && tokens > TileTokens)
        {
            Wide(weights, row, rows, input, inputStride, tokens, output, stride, accumulate, panel);
            return;
        }
        var stored = weights.Data + row * weights.RowBytes;
        var direct = weights.Columns % Lanes.Count == 0;
        switch (weights.Type)
        {
            case TensorType.F32 when direct: Multiply<F32Numbers>(stored, weights.RowBytes, rows, weights.Columns, input, inputStride, tokens, output + row, stride, accumulate); return;
            case TensorType.F16 when direct && tokens <= TileTokens: Multiply<F16Numbers>(stored, weights.RowBytes, rows, weights.Columns, input, inputStride, tokens, output + row, stride, accumulate); return;
            case TensorType.BF16 when direct && tokens <= TileTokens: Multiply<BF16Numbers>(stored, weights.RowBytes, rows, weights.Columns, input, inputStride, tokens, output + row, stride, accumulate); return;
        }
        var length = Lanes.Padded(weights.Columns);
        for (var end = row + rows; row < end; row += PanelRows)
        {
            var count = Math.Min(PanelRows, end - row);
            var decoded = WeightRows.Floats(weights, row, count, panel);
            Multiply<F32Numbers>((byte*)decoded, (long)length * sizeof(float), count, length, input, inputStride, tokens, output + row, stride, accumulate);
        }
    }

    private static void Wide(Tensor weights, int row, int rows, float* input, int inputStride, int tokens, float* output, int stride, bool accumulate, float* panel)
    {
        var length = Lanes.Padded(weights.Columns);
        var sums = stackalloc float[WideTile.Tokens * WideTile.Rows];
        for (var end = row + rows; row < end; row += WidePanel.Rows)
        {
            var count = Math.Min(WidePanel.Rows, end - row);
            WidePanel.Fill(weights, row, count, panel, panel + (long)WidePanel.Rows * length);
            for (int t = 0, some; t < tokens; t += some)
            {
                // Eight as four and four: two would be the slower rest.
                some = tokens - t == 8 ? 4 : Math.Min(WideTile.Tokens, tokens - t);
                for (var r = 0; r < count; r += WideTile.Rows)
                {
                    WideTile.Compute(panel + (long)r * length, input + (long)t * inputStride, inputStride, some, length, sums);
                    var valid = Math.Min(WideTile.Rows, count - r);
                    for (var j = 0; j < some; j++) Store(sums + j * WideTile.Rows, valid, output + (long)(t + j) * stride + row + r, accumulate);
                }
            }
        }
    }

    private static void Multiply<TFormat>(byte* weights, long rowBytes, int rows, int length, float* input, int inputStride, int tokens, float* output, int stride, bool accumulate) where TFormat : struct, IFloatFormat
    {
        var pointers = stackalloc byte*[TileRows];
        var sums = stackalloc float[TileTokens * TileRows];
        // A group of rows stays in the first-level cache while all tokens pass by.
        for (var first = 0; first < rows; first += PanelRows)
        {
            var end = Math.Min(rows, first + PanelRows);
            for (var t = 0; t < tokens; t += TileTokens)
            {
                var some = Math.Min(TileTokens, tokens - t);
                for (var r = first; r < end; r += TileRows)
                {
                    // Rows past the end repeat the last one; their results are dropped.
                    for (var i = 0; i < TileRows; i++) pointers[i] = weights + Math.Min(r + i, rows - 1) * rowBytes;
                    DotTile<TFormat>.Compute(pointers, input + (long)t * inputStride, inputStride, some, length, sums);
                    var valid = Math.Min(TileRows, rows - r);
                    for (var j = 0; j < some; j++) Store(sums + j * TileRows, valid, output + (long)(t + j) * stride + r, accumulate);
                }
            }
        }
    }

    private static void Store(float* sums, int count, float* output, bool accumulate)
    {
        for (var i = 0; i < count; i++) output[i] = accumulate ? output[i] + sums[i] : sums[i];
    }
}
