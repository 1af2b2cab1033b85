using ILGPU;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The numbers between the matrices, for as many tokens as the largest step so far.</summary>
/// <param name="device">Where they lie.</param>
/// <param name="config">The model, which says how many they are.</param>
/// <param name="rounds">Whether there is to be room for them as quantised weights take them.</param>
/// <param name="narrows">Whether there is to be room for them in 16 bits.</param>
internal sealed class Activations(IlgpuDevice device, ModelConfig config, bool rounds, bool narrows) : IDisposable
{
    private readonly List<Action> _free = [];
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

    /// <summary>[tokens, numbers of the widest of the above]: room for one of them rounded to bytes; empty where no weights are quantised.</summary>
    public ArrayView<float> Rounded { get; private set; }

    /// <summary>[tokens, numbers of the widest of the above / 8]: room for one of them in 16 bits; empty where no tensor cores are used.</summary>
    public ArrayView<Bits128> Narrowed { get; private set; }

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
        Stream = Take<float>((long)tokens * config.Hidden, what);
        Normed = Take<float>((long)tokens * config.Hidden, what);
        Query = Take<float>((long)tokens * query, what);
        Key = Take<float>((long)tokens * key, what);
        Value = Take<float>((long)tokens * key, what);
        Attended = Take<float>((long)tokens * query, what);
        Gate = Take<float>((long)tokens * config.FeedForward, what);
        Up = Take<float>((long)tokens * config.FeedForward, what);
        var widest = (long)tokens * Math.Max(config.Hidden, Math.Max(query, config.FeedForward));
        if (rounds) Rounded = Take<float>(widest, what);
        if (narrows) Narrowed = Take<Bits128>(widest / 8, what);
        Logits = Take<float>((long)logitRows * config.Vocab, $"the logits of {logitRows:N0} rows");
        (_tokens, _logitRows) = (tokens, logitRows);
    }

    public void Dispose()
    {
        foreach (var free in _free) free();
        _free.Clear();
        (_tokens, _logitRows) = (0, 0);
    }

    private ArrayView<T> Take<T>(long count, string what) where T : unmanaged
    {
        var buffer = device.Allocate<T>(count, what);
        _free.Add(() => device.Free(buffer));
        return buffer.View;
    }
}
