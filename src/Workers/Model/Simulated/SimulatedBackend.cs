using Orchestrator.Policies.Cost;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// A device that computes nothing: its steps take the time that a real one would need, and its tokens follow from a seed and from what lies
/// in the cache. A cache that holds anything else than the sequence's own tokens in their order gives a logit that is no number.
/// </summary>
internal sealed class SimulatedBackend : IDeviceBackend, IDeviceSelection, IPacedLink
{
    private static readonly TimeSpan s_mostMadeUpFor = TimeSpan.FromMilliseconds(100);

    private readonly SimulatedModel _model;
    private readonly SimulatedHardware _hardware;
    private readonly double _speed;
    private readonly SimulatedClock _clock;
    private readonly Action<string> _damaged;
    private readonly MadeUpLogits _logits;
    private readonly SimulatedKv _kv;
    private readonly SimulatedLink _link;
    private readonly StepPace _pace;

    /// <param name="model">What it says.</param>
    /// <param name="hardware">What it stands for.</param>
    /// <param name="kv">The cache that transfers see; at least 8 bytes a token for keys and for values.</param>
    /// <param name="speed">How many times faster than the hardware it is.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="damaged">Told what is wrong with a cache.</param>
    public SimulatedBackend(SimulatedModel model, SimulatedHardware hardware, KvLayout kv, double speed, SimulatedClock clock, Action<string> damaged)
    {
        (_model, _hardware, Kv, _speed, _clock, _damaged) = (model, hardware, kv, speed, clock, damaged);
        _logits = new(model.Vocab, model.Words);
        _kv = new(kv, model.Seed);
        _link = new(hardware.LinkSecondsPerToken / speed, clock.Time);
        _pace = new((long)(s_mostMadeUpFor.TotalSeconds * clock.Time.TimestampFrequency));
    }

    public string Device => $"simulated ({_hardware.Name}{(_speed == 1 ? "" : FormattableString.Invariant($", {_speed} times as fast"))})";

    public string Numerics => $"{_model.Numerics}, {2 * Kv.TokenBytes * Kv.Layers} bytes";

    public KvLayout Kv { get; }

    public int MostCandidates => _logits.Count;

    public int? Drawn => _logits.Count;

    /// <summary>Makes the layout of a cache with so many bytes for each token.</summary>
    public static KvLayout Layout(KvElement element, int bytesPerToken, int blocks, int layers = 1)
    {
        var one = new KvLayout(layers, KvHeads: 1, HeadDim: 1, element, blocks);
        return one with { HeadDim = bytesPerToken / (2 * layers * one.ElementBytes) };
    }

    /// <inheritdoc/>
    public void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten)
    {
        var states = Run(batch, layerWritten);
        for (var i = 0; i < states.Length; i++) _logits.Fill(states[i], logits.Slice(i * _model.Vocab, _model.Vocab));
    }

    /// <inheritdoc/>
    public void ForwardTop(Batch batch, int count, Span<Candidate> candidates, Action<int>? layerWritten)
    {
        var states = Run(batch, layerWritten);
        for (var i = 0; i < states.Length; i++) _logits.Largest(states[i], candidates.Slice(i * count, count));
    }

    public void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values) => _kv.Read(block, layer, tokens, keys, values);

    public void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values) => _kv.Write(block, layer, tokens, keys, values);

    public ValueTask<TimeSpan> CarryAsync(int tokens, CancellationToken cancellation) => _link.CarryAsync(tokens, cancellation);

    public void Dispose()
    {
    }

    // The state behind each logit row.
    private ulong[] Run(Batch batch, Action<int>? layerWritten)
    {
        BatchCheck.Check(batch, _model.Vocab, Kv.Blocks);
        if (batch.Tokens.Length == 0) return [];
        var takes = (long)(_hardware.Times.Seconds(Work(batch)) / _speed * _clock.Time.TimestampFrequency);
        var (start, end) = _pace.Next(batch, _clock.Time.GetTimestamp(), takes);
        var states = Compute(batch);
        for (var layer = 0; layer < Kv.Layers && layerWritten is not null; layer++)
        {
            _clock.SleepUntil(start + (end - start) * (layer + 1) / Kv.Layers);
            layerWritten(layer);
        }
        _clock.SleepUntil(end);
        return states;
    }

    private ulong[] Compute(Batch batch)
    {
        var states = new ulong[batch.LogitRows.Length];
        var row = 0;
        foreach (var slice in batch.Sequences)
        {
            var tokens = batch.Tokens.AsSpan(slice.FirstRow, slice.Count);
            // Rows in the middle of a slice: only what is said of speculative tokens would need them.
            while (row < states.Length && batch.LogitRows[row] < slice.FirstRow + slice.Count - 1) throw new ArgumentException($"logit row {batch.LogitRows[row]} is not the last of its sequence", nameof(batch));
            var state = Extend(slice, tokens);
            if (row < states.Length && batch.LogitRows[row] == slice.FirstRow + slice.Count - 1) states[row++] = state;
        }
        return states;
    }

    private ulong Extend(in SequenceSlice slice, ReadOnlySpan<int> tokens)
    {
        string? wrong = null;
        var joined = _kv.Extend(0, slice, tokens, ref wrong);
        for (var layer = 1; layer < Kv.Layers; layer++) joined = TokenState.Join(joined, _kv.Extend(layer, slice, tokens, ref wrong));
        if (wrong is not null) _damaged(wrong);
        return joined;
    }

    private static StepWork Work(Batch batch)
    {
        var work = new StepWork();
        foreach (var slice in batch.Sequences)
            work += slice is { Count: 1, Start: > 0 } ? new StepWork(0, 0, 1, slice.Start + 1, 0) : new StepWork(slice.Count, StepWork.Pairs(slice.Count, slice.Start), 0, 0, 0);
        return work with { LogitSequences = batch.LogitRows.Length };
    }
}
