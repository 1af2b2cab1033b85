using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Simd.Quantised.Formats;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Part of the product of a quantised matrix with rounded activations.</summary>
internal static unsafe class ByteProduct
{
    /// <summary>Bytes of scratch for rows of so many columns.</summary>
    public static long PanelBytes(int columns) => (long)(columns + ByteRows.RecordLength - 1) / ByteRows.RecordLength * (WeightPanel<Q2_KBlocks>.RecordBytes + 4 * WeightPanel<Q2_KBlocks>.WordBytes);

    // From so many tokens on a panel pays.
    private const int FewTokens = 4;

    /// <summary>output[token, row] = weights[row] · input[token], or += it, for some rows and tokens.</summary>
    /// <param name="weights">Of a type that <see cref="Roundings.Of"/> rounds inputs for.</param>
    /// <param name="row">First row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="input">Rounded accordingly.</param>
    /// <param name="token">First token.</param>
    /// <param name="tokens">Tokens.</param>
    /// <param name="output">[all tokens, stride].</param>
    /// <param name="stride">Floats from one token's output to the next.</param>
    /// <param name="accumulate">Add to what is there.</param>
    /// <param name="panel">Scratch of <see cref="PanelBytes"/>, aligned to 32 bytes.</param>
    public static void Compute(Tensor weights, int row, int rows, ByteRows input, int token, int tokens, float* output, int stride, bool accumulate, byte* panel)
    {
        switch (weights.Type)
        {
            case TensorType.Q4_0: Of<Q4_0Blocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q4_1: Of<Q4_1Blocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q5_0: Of<Q5_0Blocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q5_1: Of<Q5_1Blocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q8_0: Of<Q8_0Blocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q2_K: Of<Q2_KBlocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q3_K: Of<Q3_KBlocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q4_K: Of<Q4_KBlocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q5_K: Of<Q5_KBlocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            case TensorType.Q6_K: Of<Q6_KBlocks>.Compute(weights, row, rows, input, token, tokens, output, stride, accumulate, panel); break;
            default: throw new ArgumentOutOfRangeException(nameof(weights), weights.Type, "inputs are not rounded for this type");
        }
    }

    private static class Of<TFormat> where TFormat : struct, IBlockFormat
    {
        public static void Compute(Tensor weights, int row, int rows, ByteRows input, int token, int tokens, float* output, int stride, bool accumulate, byte* panel)
        {
            const int wide = WeightPanel<TFormat>.Rows;
            var sums = stackalloc float[ByteTile<TFormat>.Tokens * wide];
            for (var end = row + rows; row < end; row += wide)
            {
                var count = Math.Min(wide, end - row);
                var first = weights.Data + row * weights.RowBytes;
                if (tokens < FewTokens) Few(weights, first, count, input, token, tokens, output + row, stride, accumulate, sums);
                else Many(weights, first, count, input, token, tokens, output + row, stride, accumulate, panel, sums);
            }
        }

        // The rows' bytes stay in the first-level cache from one token to the next.
        private static void Few(Tensor weights, byte* first, int rows, ByteRows input, int token, int tokens, float* output, int stride, bool accumulate, float* sums)
        {
            for (var row = 0; row < rows; row += ByteRow<TFormat>.Rows)
            {
                var count = Math.Min(ByteRow<TFormat>.Rows, rows - row);
                for (var t = token; t < token + tokens; t++)
                {
                    ByteRow<TFormat>.Compute(first + row * weights.RowBytes, weights.RowBytes, count, weights.Columns, input.Row(t), sums);
                    Store(sums, count, output + (long)t * stride + row, accumulate);
                }
            }
        }

        private static void Many(Tensor weights, byte* first, int rows, ByteRows input, int token, int tokens, float* output, int stride, bool accumulate, byte* panel, float* sums)
        {
            WeightPanel<TFormat>.Fill(first, weights.RowBytes, rows, weights.Columns, panel);
            for (var t = token; t < token + tokens; t += ByteTile<TFormat>.Tokens)
            {
                var some = Math.Min(ByteTile<TFormat>.Tokens, token + tokens - t);
                ByteTile<TFormat>.Compute(panel, weights.Columns, input.Row(t), input.Stride, some, sums);
                for (var i = 0; i < some; i++) Store(sums + i * WeightPanel<TFormat>.Rows, rows, output + (long)(t + i) * stride, accumulate);
            }
        }

        private static void Store(float* sums, int count, float* output, bool accumulate)
        {
            for (var i = 0; i < count; i++) output[i] = accumulate ? output[i] + sums[i] : sums[i];
        }
    }
}
