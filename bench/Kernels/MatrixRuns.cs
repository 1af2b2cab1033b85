using ILGPU;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>Matrix products: of all tokens by the kernels that always give the same bits ("exact"), of many also by our tensor-core kernels and cuBLAS.</summary>
internal static class MatrixRuns
{
    // From so many tokens on, arithmetic counts and not memory.
    private const int Many = 16;

    public static IEnumerable<KernelResult> All(IlgpuDevice device, KernelTimer timer, KernelShape shape)
    {
        using var exact = new MatMulKernels(device, fast: null);
        using var own = device.HasTensorCores ? new TensorProducts(device, cuBlas: false) : null;
        using var theirs = device.HasTensorCores ? new TensorProducts(device) : null;
        using var ownKernels = own is null ? null : new MatMulKernels(device, own);
        using var theirKernels = theirs is { Way: "cublas" } ? new MatMulKernels(device, theirs) : null;
        foreach (var type in shape.MatrixTypes)
        {
            foreach (var (rows, columns) in Sizes(shape.Config))
            {
                foreach (var result in Of(exact, "exact", type, rows, columns, shape.Tokens)) yield return result;
                if (ownKernels is not null) foreach (var result in Of(ownKernels, "mma", type, rows, columns, [.. shape.Tokens.Where(t => t >= Many)])) yield return result;
                if (theirKernels is not null && type != TensorType.Q8_0) foreach (var result in Of(theirKernels, "cublas", type, rows, columns, [.. shape.Tokens.Where(t => t >= Many)])) yield return result;
            }
        }

        List<KernelResult> Of(MatMulKernels kernels, string way, TensorType type, int rows, int columns, int[] tokenCounts)
        {
            using var buffers = new KernelBuffers(device);
            var bytes = rows * TensorTypes.RowBytes(type, columns);
            var copies = Enumerable.Range(0, (int)Math.Max(1, shape.ColdBytes / bytes)).Select(_ => buffers.Matrix(type, rows, columns)).ToArray();
            kernels.Prepare(copies[0]);
            var results = new List<KernelResult>();
            foreach (var tokens in tokenCounts)
            {
                var x = buffers.Floats((long)tokens * columns);
                var y = buffers.Floats((long)tokens * rows);
                var rounded = buffers.Floats((long)tokens * columns);
                ArrayView<Bits128> narrowed = buffers.Floats((long)tokens * columns / 2).Cast<Bits128>();
                var seconds = timer.Seconds(i => kernels.Launch(copies[i % copies.Length], new MatMulInput(x, tokens, columns, rounded, narrowed), y));
                results.Add(new($"matmul_{way}", $"{tokens} x {columns} by {rows} of {type}", seconds, bytes + 4.0 * tokens * (rows + columns), tokens >= Many ? 2.0 * tokens * rows * columns : null));
            }
            return results;
        }
    }

    private static IEnumerable<(int Rows, int Columns)> Sizes(ModelConfig config) =>
        [(config.Heads * config.HeadDim, config.Hidden), (config.KvHeads * config.HeadDim, config.Hidden), (config.FeedForward, config.Hidden), (config.Hidden, config.FeedForward)];
}
