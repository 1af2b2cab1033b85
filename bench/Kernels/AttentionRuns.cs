using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>Attention over a cache of halves: of sequences that decode with a past, and of a prompt from its start.</summary>
internal static class AttentionRuns
{
    public static IEnumerable<KernelResult> All(IlgpuDevice device, KernelTimer timer, KernelShape shape)
    {
        foreach (var context in shape.Contexts)
        {
            foreach (var batch in shape.Batches) yield return Decode(device, timer, shape, context, batch);
        }
        yield return Prefill(device, timer, shape, shape.Tokens.Max(), "exact");
        if (device.HasTensorCores) yield return Prefill(device, timer, shape, shape.Tokens.Max(), "mma");
    }

    private static KernelResult Decode(IlgpuDevice device, KernelTimer timer, KernelShape shape, int context, int batch)
    {
        var config = shape.Config;
        var bytes = 2.0 * batch * context * config.KvHeads * config.HeadDim * 2;
        var seconds = Seconds(device, timer, shape, Enumerable.Repeat((Start: context - 1, Count: 1), batch), (int)Math.Max(1, shape.ColdBytes / bytes));
        return new("attention_decode", $"batch {batch}, context {context}, {config.Heads} heads on {config.KvHeads} x {config.HeadDim}", seconds, bytes);
    }

    private static KernelResult Prefill(IlgpuDevice device, KernelTimer timer, KernelShape shape, int tokens, string way)
    {
        var config = shape.Config;
        // Scores and weighted values, for each token and the half of the others that lies before it.
        var operations = 4.0 * config.Heads * config.HeadDim * tokens * (tokens + 1) / 2;
        var seconds = Seconds(device, timer, shape, [(Start: 0, Count: tokens)], 1, fast: way == "mma");
        return new($"attention_prefill_{way}", $"{tokens} tokens, {config.Heads} heads on {config.KvHeads} x {config.HeadDim}", seconds, 0, operations);
    }

    private static double Seconds(IlgpuDevice device, KernelTimer timer, KernelShape shape, IEnumerable<(int Start, int Count)> sequences, int copies, bool fast = false)
    {
        var config = shape.Config;
        var slices = new List<SequenceSlice>();
        int row = 0, block = 0;
        foreach (var (start, count) in sequences)
        {
            var blocks = Enumerable.Range(block, (start + count + KvLayout.BlockSize - 1) / KvLayout.BlockSize).ToArray();
            slices.Add(new SequenceSlice(row, start, count, blocks));
            (row, block) = (row + count, block + blocks.Length);
        }
        var layout = new KvLayout(1, config.KvHeads, config.HeadDim, KvElement.F16, block);
        using var buffers = new KernelBuffers(device);
        using var step = new StepInput(device);
        step.Upload(new Batch { Tokens = new int[row], Sequences = [.. slices], LogitRows = [] }, config.Vocab, layout);
        using var attention = new AttentionKernels(device, config, KvElement.F16, fast);
        var caches = Enumerable.Range(0, copies).Select(_ => buffers.Bytes(layout.BlockBytes * block)).ToArray();
        var width = (long)row * config.Heads * config.HeadDim;
        var (q, y) = (buffers.Floats(width), buffers.Floats(width));
        return timer.Seconds(i => attention.Attend(q, caches[i % copies].View, y, step, row));
    }
}
