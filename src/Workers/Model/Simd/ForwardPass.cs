using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd.Quantised;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// One step of the model, run by all threads side by side: each phase is cut into pieces that any thread may take, and all meet between
/// phases. No sum is ever cut over threads, so which thread takes what changes nothing.
/// </summary>
internal sealed unsafe class ForwardPass : IDisposable
{
    private readonly ModelWeights _weights;
    private readonly ModelConfig _config;
    private readonly SimdLayer[] _layers;
    private readonly float[] _outputNorm;
    private readonly Rounding _roundings;
    private readonly ComputeThreads _threads;
    private readonly KvLayout _layout;
    private readonly HeadPlacement _placement;
    private readonly PagedAttention _attention;
    private readonly AttentionScratch[] _attentionScratch;
    private readonly NativeFloats[] _scratch;
    private readonly List<AttentionPiece> _pieces = [];
    private readonly BatchRows _rows = new();
    private readonly Action<int> _work;

    private Activations _activations;
    private Batch _batch = null!;
    private float* _logits;
    private Action<int>? _layerWritten;

    public ForwardPass(ModelWeights weights, KvMemory memory, KvLayout layout, ComputeThreads threads)
    {
        (_weights, _config, _layout, _threads) = (weights, weights.Config, layout, threads);
        _layers = [.. weights.Layers.Select(layer => new SimdLayer(layer))];
        _outputNorm = WeightRows.Vector(weights.OutputNorm);
        _roundings = _layers.Aggregate(Roundings.Of(weights.Output.Type), (all, layer) => all | layer.Inputs);
        _placement = new(_config, memory);
        _attention = new(memory, layout, _config.Heads);
        _attentionScratch = [.. Enumerable.Range(0, threads.Count).Select(_ => new AttentionScratch(layout, _attention.PieceQueries))];
        var longest = Math.Max(_config.FeedForward, Math.Max(_config.Hidden, _config.Heads * _config.HeadDim));
        _scratch = [.. Enumerable.Range(0, threads.Count).Select(_ => new NativeFloats(MatrixProduct.ScratchFloats(longest)))];
        _activations = new(_config, _roundings, 1);
        _work = Work;
    }

    /// <summary>As <see cref="IDeviceBackend.Forward"/>, of a batch that has been checked.</summary>
    /// <param name="batch">The new tokens.</param>
    /// <param name="logits">[LogitRows, Vocab], written.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="layerWritten">Called on the caller's thread.</param>
    public void Run(Batch batch, float* logits, int threads, Action<int>? layerWritten)
    {
        if (batch.Tokens.Length > _activations.Rows)
        {
            _activations.Dispose();
            _activations = new(_config, _roundings, batch.Tokens.Length);
        }
        _logits = logits;
        (_batch, _layerWritten) = (batch, layerWritten);
        _rows.Set(batch);
        AttentionPiece.Cut(batch, _attention.PieceTokens, _pieces);
        _threads.Run(threads, _work);
    }

    public void Dispose()
    {
        _activations.Dispose();
        foreach (var scratch in _attentionScratch) scratch.Dispose();
        foreach (var panel in _scratch) panel.Dispose();
    }

    private void Work(int thread)
    {
        Embed();
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            Attend(thread, layer);
            // What follows the last layer's keys and values only serves the logits.
            if (layer == _layers.Length - 1 && _batch.LogitRows.Length == 0) return;
            Finish(thread, _layers[layer]);
        }
        Read(thread);
    }

    // Embedding rows and rotation angles.
    private void Embed()
    {
        var a = _activations;
        while (_threads.TryTake(_batch.Tokens.Length, out var row))
        {
            Rope.Fill(_config.Rope, _rows.Position(row), a.RopeTables + (long)row * a.RopeStride);
            var hidden = a.Hidden + (long)row * a.HiddenStride;
            var floats = WeightRows.Floats(_weights.Embedding, _batch.Tokens[row], 1, hidden);
            if (floats != hidden) new Span<float>(floats, _config.Hidden).CopyTo(new Span<float>(hidden, _config.Hidden));
        }
        _threads.Meet();
    }

    private void Attend(int thread, int layer)
    {
        var (a, weights) = (_activations, _layers[layer]);
        Normalise(weights.AttentionNorm, weights.AttentionInput);
        Multiply(thread,
            Product(weights.Matrices.Query, a.Normed, a.HiddenStride, a.Queries, a.QueryStride),
            Product(weights.Matrices.Key, a.Normed, a.HiddenStride, a.Keys, a.KeyStride),
            Product(weights.Matrices.Value, a.Normed, a.HiddenStride, a.Values, a.KeyStride));
        while (_threads.TryTake(_batch.Tokens.Length, out var row)) _placement.Place(layer, weights, row, _rows, a);
        _threads.Meet();
        if (thread == 0) _layerWritten?.Invoke(layer);
        if (layer == _layers.Length - 1 && _batch.LogitRows.Length == 0) return;
        while (_threads.TryTake(_pieces.Count * _layout.KvHeads, out var item))
        {
            var piece = _pieces[item / _layout.KvHeads];
            _attention.Compute(layer, item % _layout.KvHeads, _batch.Sequences[piece.Sequence], piece, a.Queries, a.QueryStride, _attentionScratch[thread]);
        }
        _threads.Meet();
        Round(a.Queries, a.QueryStride, _config.Heads * _config.HeadDim, weights.AttentionOutputInput);
        Multiply(thread, Product(weights.Matrices.AttentionOutput, a.Queries, a.QueryStride, a.Hidden, a.HiddenStride, accumulate: true));
    }

    private void Finish(int thread, SimdLayer weights)
    {
        var a = _activations;
        Normalise(weights.FeedForwardNorm, weights.FeedForwardInput);
        var gate = Product(weights.Matrices.Gate, a.Normed, a.HiddenStride, a.Gate, a.FeedForwardStride);
        var up = Product(weights.Matrices.Up, a.Normed, a.HiddenStride, a.Up, a.FeedForwardStride);
        while (_threads.TryTake(gate.Pieces, out var piece))
        {
            gate.Compute(piece, _scratch[thread].Start);
            up.Compute(piece, _scratch[thread].Start);
            var (row, rows, token, tokens) = gate.Bounds(piece);
            for (var t = token; t < token + tokens; t++)
            {
                var at = (long)t * a.FeedForwardStride + row;
                SwiGlu.Apply(a.Gate + at, a.Up + at, Lanes.Padded(rows));
            }
        }
        _threads.Meet();
        Round(a.Gate, a.FeedForwardStride, _config.FeedForward, weights.DownInput);
        Multiply(thread, Product(weights.Matrices.Down, a.Gate, a.FeedForwardStride, a.Hidden, a.HiddenStride, accumulate: true));
    }

    // The logits of the rows they are wanted of, packed.
    private void Read(int thread)
    {
        var a = _activations;
        fixed (float* norm = _outputNorm)
        {
            while (_threads.TryTake(_batch.LogitRows.Length, out var i))
            {
                var normed = a.Normed + (long)i * a.HiddenStride;
                RmsNorm.Apply(a.Hidden + (long)_batch.LogitRows[i] * a.HiddenStride, norm, _config.Hidden, _config.RmsEpsilon, normed);
                a.Round(i, normed, _config.Hidden, Roundings.Of(_weights.Output.Type));
            }
        }
        _threads.Meet();
        var product = Product(_weights.Output, a.Normed, a.HiddenStride, _logits, _config.Vocab) with { Tokens = _batch.LogitRows.Length };
        Multiply(thread, product);
    }

    private void Normalise(float[] weight, Rounding rounding)
    {
        var a = _activations;
        fixed (float* w = weight)
        {
            while (_threads.TryTake(_batch.Tokens.Length, out var row))
            {
                var normed = a.Normed + (long)row * a.HiddenStride;
                RmsNorm.Apply(a.Hidden + (long)row * a.HiddenStride, w, _config.Hidden, _config.RmsEpsilon, normed);
                a.Round(row, normed, _config.Hidden, rounding);
            }
        }
        _threads.Meet();
    }

    private void Round(float* input, int stride, int columns, Rounding rounding)
    {
        if (rounding == Rounding.None) return;
        while (_threads.TryTake(_batch.Tokens.Length, out var row)) _activations.Round(row, input + (long)row * stride, columns, rounding);
        _threads.Meet();
    }

    private MatrixProduct Product(Tensor weights, float* input, int inputStride, float* output, int outputStride, bool accumulate = false) => new()
    {
        Weights = weights,
        Input = input,
        InputStride = inputStride,
        Rounded = _activations.Rounded(Roundings.Of(weights.Type)),
        Output = output,
        OutputStride = outputStride,
        Accumulate = accumulate,
        Tokens = _batch.Tokens.Length,
    };

    private void Multiply(int thread, params ReadOnlySpan<MatrixProduct> products)
    {
        var pieces = 0;
        foreach (ref readonly var product in products) pieces += product.Pieces;
        while (_threads.TryTake(pieces, out var piece))
        {
            var i = 0;
            while (piece >= products[i].Pieces) piece -= products[i++].Pieces;
            products[i].Compute(piece, _scratch[thread].Start);
        }
        _threads.Meet();
    }
}
