namespace Orchestrator.Workers.Model;

/// <summary>The input of one forward pass: the new tokens of all sequences side by side.</summary>
public sealed class Batch
{
    /// <summary>Token ids, one row each; sequence s owns rows FirstRow .. FirstRow + Count - 1.</summary>
    public required int[] Tokens { get; init; }

    public required SequenceSlice[] Sequences { get; init; }

    /// <summary>The rows whose logits are wanted, ascending. May be empty (a chunk in the middle of a prompt).</summary>
    public required int[] LogitRows { get; init; }
}
