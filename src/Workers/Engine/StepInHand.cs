using Orchestrator.Workers.Model;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>The step that is about to run: who takes part with how many tokens, and the batch made of them.</summary>
internal sealed class StepInHand
{
    private readonly List<(KvExport Export, int Tokens)> _exports = [];

    public StepInHand(List<(Sequence Sequence, int Count)> planned)
    {
        Planned = planned;
        Batch = ToBatch(planned);
        Decodes = planned.Count(p => p.Count == 1 && p.Sequence.Computed >= p.Sequence.GivenTokens);
        foreach (var (sequence, count) in planned)
            if (sequence.Export is { } export) _exports.Add((export, Math.Min(sequence.Computed + count, export.Tokens.Length)));
    }

    public List<(Sequence Sequence, int Count)> Planned { get; }

    public Batch Batch { get; }

    public int Tokens => Batch.Tokens.Length;

    /// <summary>Sequences that decode: one token each, behind all that came with the work.</summary>
    public int Decodes { get; }

    /// <summary>How many of the largest logits are enough for every token that this step samples; null where all are needed, or none.</summary>
    /// <param name="drawn">See <see cref="IDeviceSelection.Drawn"/>.</param>
    public int? Candidates(int? drawn)
    {
        int? most = null;
        foreach (var (sequence, count) in Planned)
        {
            if (sequence.Computed + count < sequence.Tokens.Count) continue;
            if (sequence.Candidates(drawn) is not { } needed) return null;
            most = Math.Max(most ?? 0, needed);
        }
        return most;
    }

    public bool HasExports => _exports.Count > 0;

    /// <summary>Tells every transfer under way that a layer is done.</summary>
    public void LayerWritten(int layer)
    {
        foreach (var (export, tokens) in _exports) export.LayerWritten(layer, tokens);
    }

    private static Batch ToBatch(List<(Sequence Sequence, int Count)> planned)
    {
        var tokens = new int[planned.Sum(p => p.Count)];
        var slices = new SequenceSlice[planned.Count];
        var logitRows = new List<int>(planned.Count);
        var row = 0;
        for (var i = 0; i < planned.Count; i++)
        {
            var (sequence, count) = planned[i];
            sequence.Tokens.CopyTo(sequence.Computed, tokens, row, count);
            slices[i] = new SequenceSlice(row, sequence.Computed, count, sequence.Blocks.ToArray());
            row += count;
            if (sequence.Computed + count == sequence.Tokens.Count) logitRows.Add(row - 1);
        }
        return new Batch { Tokens = tokens, Sequences = slices, LogitRows = [.. logitRows] };
    }
}
