using System.Diagnostics;
using Orchestrator.ModelFiles.Writing;
using Orchestrator.Workers.Model;

namespace Orchestrator.Bench.Engine;

/// <summary>
/// What it costs to put a prefill chunk and decodes into one step: time(both) / (time(chunk) + time(decodes)). Below 1, sharing the weights'
/// reading pays; above 1, two steps would be faster. The chunk is the first of a new prompt and fills the token budget beside one token of
/// each decoding sequence.
/// </summary>
internal sealed class MixedStep
{
    private readonly IDeviceBackend _backend;
    private readonly int _vocab;
    private readonly Batch _chunk, _decodes, _both;
    private readonly List<double> _chunkSeconds = [], _decodeSeconds = [], _bothSeconds = [];

    private MixedStep(IDeviceBackend backend, int vocab, EngineBenchOptions options)
    {
        (_backend, _vocab) = (backend, vocab);
        var (start, chunk) = (options.DecodePrompt, options.MixedChunk);
        var each = MemoryNeed.Of(start + 1);
        var ofChunk = Range(options.Batch * each, MemoryNeed.Of(chunk));
        for (var s = 0; s < options.Batch; s++) Prefill(Range(s * each, each), start, options.TokenBudget);
        _chunk = Step([new(0, 0, chunk, ofChunk)]);
        _decodes = Step([.. Enumerable.Range(0, options.Batch).Select(s => new SequenceSlice(s, start, 1, Range(s * each, each)))]);
        _both = Step([.. _decodes.Sequences, new(options.Batch, 0, chunk, ofChunk)]);
    }

    /// <summary>Seconds of a step with the chunk alone.</summary>
    public double Chunk => Samples.Median(_chunkSeconds)!.Value;

    /// <summary>Seconds of a step with the decodes alone.</summary>
    public double Decodes => Samples.Median(_decodeSeconds)!.Value;

    /// <summary>Seconds of a step with both.</summary>
    public double Both => Samples.Median(_bothSeconds)!.Value;

    public double Penalty => Both / (Chunk + Decodes);

    /// <summary>Medians over <see cref="EngineBenchOptions.Repeat"/> rounds of the three steps in turn, after one that does not count.</summary>
    public static MixedStep Measure(IDeviceBackend backend, int vocab, EngineBenchOptions options)
    {
        var step = new MixedStep(backend, vocab, options);
        for (var round = -1; round < options.Repeat; round++)
        {
            var (chunk, decodes, both) = (step.Run(step._chunk), step.Run(step._decodes), step.Run(step._both));
            if (round < 0) continue;
            step._chunkSeconds.Add(chunk);
            step._decodeSeconds.Add(decodes);
            step._bothSeconds.Add(both);
        }
        return step;
    }

    private void Prefill(int[] blocks, int tokens, int budget)
    {
        for (var at = 0; at < tokens; at += budget) Run(Step([new(0, at, Math.Min(budget, tokens - at), blocks)]));
    }

    private double Run(Batch batch)
    {
        var logits = new float[batch.LogitRows.Length * _vocab];
        var started = Stopwatch.GetTimestamp();
        _backend.Forward(batch, logits, null);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // The logits of each sequence's last token, as the engine asks for them.
    private Batch Step(SequenceSlice[] sequences)
    {
        var random = new SplitMix64(1);
        return new Batch
        {
            Tokens = [.. Enumerable.Range(0, sequences.Sum(s => s.Count)).Select(_ => random.NextBelow(_vocab))],
            Sequences = sequences,
            LogitRows = [.. sequences.Select(s => s.FirstRow + s.Count - 1)],
        };
    }

    private static int[] Range(int start, int count) => [.. Enumerable.Range(start, count)];
}
