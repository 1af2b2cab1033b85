using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>The kernels that take each token by itself.</summary>
internal static class TokenRuns
{
    private static readonly TensorType s_table = TensorType.BF16;

    public static IEnumerable<KernelResult> All(IlgpuDevice device, KernelTimer timer, KernelShape shape)
    {
        var config = shape.Config;
        var kernels = new TokenKernels(device, config, s_table);
        var rounding = new RoundingKernels(device);
        using var rope = new RopeTable(device, config.Rope);
        var turns = rope.Upto(shape.Tokens.Max());
        foreach (var tokens in shape.Tokens)
        {
            using var buffers = new KernelBuffers(device);
            int query = config.Heads * config.HeadDim, key = config.KvHeads * config.HeadDim;
            var table = buffers.Matrix(s_table, config.Vocab, config.Hidden);
            var ids = buffers.Integers([.. Enumerable.Range(0, tokens).Select(i => (int)(i * 7919L % config.Vocab))]);
            var positions = buffers.Integers([.. Enumerable.Range(0, tokens)]);
            var stream = buffers.Floats((long)tokens * config.Hidden);
            var normed = buffers.Floats((long)tokens * config.Hidden);
            var (q, k) = (buffers.Floats((long)tokens * query), buffers.Floats((long)tokens * key));
            var (gate, up) = (buffers.Floats((long)tokens * config.FeedForward), buffers.Floats((long)tokens * config.FeedForward));
            using var norm = device.Accelerator.Allocate1D<float>(config.Hidden);

            yield return new("embedding", $"{tokens} x {config.Hidden} of {s_table}", timer.Seconds(_ => kernels.Embed(ids, table, stream, tokens)), (double)tokens * config.Hidden * (2 + 4));
            yield return new("rms_norm", $"{tokens} x {config.Hidden}", timer.Seconds(_ => kernels.Norm(stream, norm, normed, tokens)), (double)tokens * config.Hidden * 8);
            yield return new("byte_rounding", $"{tokens} x {config.Hidden} for Q8_0", timer.Seconds(_ => rounding.Of(new MatMulInput(stream, tokens, config.Hidden, normed, default), TensorType.Q8_0)), (double)tokens * config.Hidden * 8);
            yield return new("rope", $"{tokens} x ({config.Heads} + {config.KvHeads}) x {config.HeadDim}", timer.Seconds(_ => kernels.Rotate(q, k, positions, turns, tokens)), (double)tokens * (query + key) * 8);
            yield return new("swiglu", $"{tokens} x {config.FeedForward}", timer.Seconds(_ => kernels.Activate(gate, up, tokens)), (double)tokens * config.FeedForward * 12);
        }
    }
}
