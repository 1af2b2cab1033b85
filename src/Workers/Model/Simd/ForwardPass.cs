using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;

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
    private readonly RowSteps[] _steps;

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
        _steps = [.. Enumerable.Range(0, _layers.Length).Select(StepsOf)];
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
        while (_threads.TryTake(_batch.Tokens.Length, out var row)) Embed(row);
        _threads.Meet();
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            Project(thread, layer);
            if (thread == 0) _layerWritten?.Invoke(layer);
            // What follows the last layer's keys and values only serves the logits.
            if (layer == _layers.Length - 1 && _batch.LogitRows.Length == 0) return;
            Attend(thread, layer);
            FeedForward(thread, layer);
        }
        var (a, rows) = (_activations, _batch.LogitRows.Length);
        Multiply(thread, Product(_weights.Output, a.Normed, a.HiddenStride, _logits, _config.Vocab) with { Tokens = rows });
        _threads.Meet();
    }

    private void Embed(int row)
    {
        var a = _activations;
        Rope.Fill(_config.Rope, _rows.Position(row), a.RopeTables + (long)row * a.RopeStride);
        var hidden = a.Hidden + (long)row * a.HiddenStride;
        var floats = WeightRows.Floats(_weights.Embedding, _batch.Tokens[row], 1, hidden);
        if (floats != hidden) new Span<float>(floats, _config.Hidden).CopyTo(new Span<float>(hidden, _config.Hidden));
        Normalise(row, row, _layers[0].AttentionNorm, _layers[0].AttentionInput);
    }

    // Queries, keys and values; keys and values go into the cache.
    private void Project(int thread, int layer)
    {
        var (a, weights) = (_activations, _layers[layer].Matrices);
        Multiply(thread,
            Product(weights.Query, a.Normed, a.HiddenStride, a.Queries, a.QueryStride),
            Product(weights.Key, a.Normed, a.HiddenStride, a.Keys, a.KeyStride),
            Product(weights.Value, a.Normed, a.HiddenStride, a.Values, a.KeyStride));
        _threads.MeetAndDo(_batch.Tokens.Length, _steps[layer].Place);
    }

    private void Attend(int thread, int layer)
    {
        var a = _activations;
        while (_threads.TryTake(_pieces.Count * _layout.KvHeads, out var item))
        {
            var piece = _pieces[item / _layout.KvHeads];
            _attention.Compute(layer, item % _layout.KvHeads, _batch.Sequences[piece.Sequence], piece, a.Queries, a.QueryStride, _attentionScratch[thread]);
        }
        if (_layers[layer].AttentionOutputInput == Rounding.None) _threads.Meet();
        else _threads.MeetAndDo(_batch.Tokens.Length, _steps[layer].RoundAttention);
        Multiply(thread, Product(_layers[layer].Matrices.AttentionOutput, a.Queries, a.QueryStride, a.Hidden, a.HiddenStride, accumulate: true));
        _threads.MeetAndDo(_batch.Tokens.Length, _steps[layer].NormaliseFeedForward);
    }

    private void FeedForward(int thread, int layer)
    {
        var (a, weights) = (_activations, _layers[layer]);
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
        if (weights.DownInput == Rounding.None) _threads.Meet();
        else _threads.MeetAndDo(_batch.Tokens.Length, _steps[layer].RoundGate);
        Multiply(thread, Product(weights.Matrices.Down, a.Gate, a.FeedForwardStride, a.Hidden, a.HiddenStride, accumulate: true));
        var last = layer == _layers.Length - 1;
        _threads.MeetAndDo(last ? _batch.LogitRows.Length : _batch.Tokens.Length, _steps[layer].NormaliseNext);
    }

    // What is done row by row between a layer's products; made once, because a step must not allocate.
    private RowSteps StepsOf(int layer)
    {
        var weights = _layers[layer];
        var next = layer + 1 < _layers.Length ? _layers[layer + 1] : null;
        var outputInput = Roundings.Of(_weights.Output.Type);
        return new(
            Place: row => _placement.Place(layer, weights, row, _rows, _activations),
            RoundAttention: row => _activations.Round(row, _activations.Queries + (long)row * _activations.QueryStride, _config.Heads * _config.HeadDim, weights.AttentionOutputInput),
            NormaliseFeedForward: row => Normalise(row, row, weights.FeedForwardNorm, weights.FeedForwardInput),
            RoundGate: row => _activations.Round(row, _activations.Gate + (long)row * _activations.FeedForwardStride, _config.FeedForward, weights.DownInput),
            // After the last layer the rows whose logits are wanted, packed.
            NormaliseNext: next is not null
                ? row => Normalise(row, row, next.AttentionNorm, next.AttentionInput)
                : i => Normalise(_batch.LogitRows[i], i, _outputNorm, outputInput));
    }

    private void Normalise(int row, int target, float[] weight, Rounding rounding)
    {
        var a = _activations;
        var normed = a.Normed + (long)target * a.HiddenStride;
        fixed (float* w = weight) RmsNorm.Apply(a.Hidden + (long)row * a.HiddenStride, w, _config.Hidden, _config.RmsEpsilon, normed);
        a.Round(target, normed, _config.Hidden, rounding);
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
        Threads = _threads.Active,
    };

    // Does not end the phase.
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
    }

    private sealed record RowSteps(Action<int> Place, Action<int> RoundAttention, Action<int> NormaliseFeedForward, Action<int> RoundGate, Action<int> NormaliseNext);
}
