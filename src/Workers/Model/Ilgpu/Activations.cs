using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The numbers between the matrices, for as many tokens as the largest step so far.</summary>
internal sealed class Activations(IlgpuDevice device, ModelConfig config) : IDisposable
{
    private readonly List<MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];
    private int _tokens, _logitRows;

    /// <summary>The residual stream, [tokens, Hidden].</summary>
    public ArrayView<float> Stream { get; private set; }

    /// <summary>[tokens, Hidden]</summary>
    public ArrayView<float> Normed { get; private set; }

    /// <summary>[tokens, Heads, HeadDim]</summary>
    public ArrayView<float> Query { get; private set; }

    /// <summary>[tokens, KvHeads, HeadDim]</summary>
    public ArrayView<float> Key { get; private set; }

    /// <summary>[tokens, KvHeads, HeadDim]</summary>
    public ArrayView<float> Value { get; private set; }

    /// <summary>[tokens, Heads, HeadDim]</summary>
    public ArrayView<float> Attended { get; private set; }

    /// <summary>[tokens, FeedForward]</summary>
    public ArrayView<float> Gate { get; private set; }

    /// <summary>[tokens, FeedForward]</summary>
    public ArrayView<float> Up { get; private set; }

    /// <summary>[logit rows, Vocab]</summary>
    public ArrayView<float> Logits { get; private set; }

    /// <summary>Makes room. The device must be idle: what was there may be freed.</summary>
    public void Reserve(int tokens, int logitRows)
    {
        if (tokens <= _tokens && logitRows <= _logitRows) return;
        (tokens, logitRows) = (Math.Max(tokens, _tokens), Math.Max(logitRows, _logitRows));
        Dispose();
        var what = $"a step of {tokens:N0} tokens";
        int query = config.Heads * config.HeadDim, key = config.KvHeads * config.HeadDim;
        Stream = Take((long)tokens * config.Hidden, what);
        Normed = Take((long)tokens * config.Hidden, what);
        Query = Take((long)tokens * query, what);
        Key = Take((long)tokens * key, what);
        Value = Take((long)tokens * key, what);
        Attended = Take((long)tokens * query, what);
        Gate = Take((long)tokens * config.FeedForward, what);
        Up = Take((long)tokens * config.FeedForward, what);
        Logits = Take((long)logitRows * config.Vocab, $"the logits of {logitRows:N0} rows");
        (_tokens, _logitRows) = (tokens, logitRows);
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers) device.Free(buffer);
        _buffers.Clear();
        (_tokens, _logitRows) = (0, 0);
    }

    private ArrayView<float> Take(long count, string what)
    {
        var buffer = device.Allocate<float>(count, what);
        _buffers.Add(buffer);
        return buffer.View;
    }
}
