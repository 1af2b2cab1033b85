using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The llama-family forward pass as a sequence of kernel launches on the device's compute stream.</summary>
internal sealed class IlgpuForward : IDisposable
{
    private readonly IlgpuDevice _device;
    private readonly DeviceWeights _weights;
    private readonly KvStore _kv;
    private readonly TokenKernels _tokens;
    private readonly MatMulKernels _matMul;
    private readonly AttentionKernels _attention;
    private readonly SelectionKernels _selection;
    private readonly Activations _memory;
    private readonly StepInput _step;
    private readonly RopeTable _rope;

    /// <param name="device">Where everything runs.</param>
    /// <param name="weights">The model.</param>
    /// <param name="kv">Its cache.</param>
    /// <param name="memory">Room for the steps.</param>
    /// <param name="fast">What takes the matrix products of many tokens; null for none.</param>
    public IlgpuForward(IlgpuDevice device, DeviceWeights weights, KvStore kv, Activations memory, TensorProducts? fast)
    {
        _device = device;
        _weights = weights;
        _kv = kv;
        _memory = memory;
        _tokens = new TokenKernels(device, weights.Config, weights.Embedding.Type);
        _matMul = new MatMulKernels(device, fast);
        _attention = new AttentionKernels(device, weights.Config, kv.Layout.Element, fast is not null);
        _selection = new SelectionKernels(device);
        _step = new StepInput(device);
        _rope = new RopeTable(device, weights.Config.Rope);
        foreach (var matrix in weights.Matrices) _matMul.Prepare(matrix);
    }

    /// <summary>See <see cref="IDeviceBackend.Forward"/>.</summary>
    public void Run(Batch batch, Span<float> logits, Action<int>? layerWritten)
    {
        var (rows, vocab) = (batch.LogitRows.Length, _weights.Config.Vocab);
        if (logits.Length != (long)rows * vocab) throw new ArgumentException($"{rows} rows of logits have {(long)rows * vocab} numbers, not {logits.Length}", nameof(logits));
        Compute(batch, layerWritten);
        if (rows > 0) _memory.Logits.SubView(0, logits.Length).CopyToCPU(_device.Compute, logits);
        _device.Compute.Synchronize();
    }

    /// <summary>See <see cref="IDeviceSelection.ForwardTop"/>.</summary>
    public void RunTop(Batch batch, int count, Span<Candidate> candidates, Action<int>? layerWritten)
    {
        var (rows, vocab) = (batch.LogitRows.Length, _weights.Config.Vocab);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(vocab, TopLogits.Most));
        if (candidates.Length != rows * count) throw new ArgumentException($"{rows} rows of {count} candidates are {rows * count}, not {candidates.Length}", nameof(candidates));
        Compute(batch, layerWritten);
        if (rows > 0)
        {
            var ranks = new ulong[candidates.Length];
            _selection.Top(_memory.Logits, rows, vocab, count).CopyToCPU(_device.Compute, ranks);
            for (var i = 0; i < ranks.Length; i++) candidates[i] = new Candidate(TopLogits.Id(ranks[i]), TopLogits.Logit(ranks[i]));
        }
        _device.Compute.Synchronize();
    }

    public void Dispose()
    {
        _device.Bind();
        _selection.Dispose();
        _rope.Dispose();
        _step.Dispose();
        _attention.Dispose();
        _matMul.Dispose();
    }

    // Everything up to the logits, which stay on the device.
    private void Compute(Batch batch, Action<int>? layerWritten)
    {
        var config = _weights.Config;
        int tokens = batch.Tokens.Length, rows = batch.LogitRows.Length;
        _device.Bind();
        _memory.Reserve(tokens, rows);
        _step.Upload(batch, config.Vocab, _kv.Layout);
        var turns = _rope.Upto(_step.LongestContext);

        _tokens.Embed(_step.Tokens, _weights.Embedding, _memory.Stream, tokens);
        for (var layer = 0; layer < _weights.Layers.Count; layer++)
        {
            KeysAndValues(_weights.Layers[layer], _kv.Layer(layer), turns, tokens);
            using var written = layerWritten is null ? null : _device.Compute.AddProfilingMarker();
            // The last layer's output is needed for logits alone.
            if (rows > 0 || layer < _weights.Layers.Count - 1) AttentionAndFeedForward(_weights.Layers[layer], _kv.Layer(layer), tokens);
            // The layer's larger half is under way already, so the device works on while this thread waits and tells.
            written?.Synchronize();
            layerWritten?.Invoke(layer);
        }
        if (rows > 0) Logits(rows);
    }

    private void KeysAndValues(LayerWeights layer, ArrayView<byte> cache, ArrayView<float> turns, int tokens)
    {
        var config = _weights.Config;
        _tokens.Norm(_memory.Stream, layer.AttentionNorm, _memory.Normed, tokens);
        var normed = Input(_memory.Normed, tokens, layer.Query);
        _matMul.Launch(layer.Query, normed, _memory.Query);
        _matMul.Launch(layer.Key, normed, _memory.Key);
        _matMul.Launch(layer.Value, normed, _memory.Value);
        if (layer.QueryNorm is not null) _tokens.Norm(_memory.Query, layer.QueryNorm, _memory.Query, tokens * config.Heads);
        if (layer.KeyNorm is not null) _tokens.Norm(_memory.Key, layer.KeyNorm, _memory.Key, tokens * config.KvHeads);
        _tokens.Rotate(_memory.Query, _memory.Key, _step.Positions, turns, tokens);
        _attention.Store(_memory.Key, _memory.Value, cache, _step, tokens);
    }

    private void AttentionAndFeedForward(LayerWeights layer, ArrayView<byte> cache, int tokens)
    {
        _attention.Attend(_memory.Query, cache, _memory.Attended, _step, tokens);
        _matMul.Launch(layer.AttentionOutput, Input(_memory.Attended, tokens, layer.AttentionOutput), _memory.Stream, accumulate: true);
        _tokens.Norm(_memory.Stream, layer.FeedForwardNorm, _memory.Normed, tokens);
        var normed = Input(_memory.Normed, tokens, layer.Gate);
        _matMul.Launch(layer.Gate, normed, _memory.Gate);
        _matMul.Launch(layer.Up, normed, _memory.Up);
        _tokens.Activate(_memory.Gate, _memory.Up, tokens);
        _matMul.Launch(layer.Down, Input(_memory.Gate, tokens, layer.Down), _memory.Stream, accumulate: true);
    }

    private MatMulInput Input(ArrayView<float> x, int tokens, DeviceTensor weights) => new(x, tokens, weights.Columns, _memory.Rounded, _memory.Narrowed);

    private void Logits(int rows)
    {
        _tokens.Gather(_step.LogitRows, _memory.Stream, _memory.Normed, rows);
        _tokens.Norm(_memory.Normed, _weights.OutputNorm, _memory.Normed, rows);
        _matMul.Launch(_weights.Output, Input(_memory.Normed, rows, _weights.Output), _memory.Logits);
    }
}
