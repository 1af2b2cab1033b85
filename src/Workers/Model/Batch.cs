namespace Orchestrator.Workers.Model;

/// <summary>What one sequence adds to a step: <paramref name="Count"/> new tokens at positions Start .. Start + Count - 1.</summary>
/// <param name="FirstRow">Where the sequence's tokens begin in <see cref="Batch.Tokens"/>.</param>
/// <param name="Start">Position of the first new token = tokens already in the KV cache.</param>
/// <param name="Count">New tokens, at least 1.</param>
/// <param name="Blocks">The sequence's KV blocks in order; position p lies in block Blocks[p / BlockSize] at p % BlockSize. Covers all positions of the step.</param>
public readonly record struct SequenceSlice(int FirstRow, int Start, int Count, ReadOnlyMemory<int> Blocks);

/// <summary>The input of one forward pass: the new tokens of all sequences side by side.</summary>
public sealed class Batch
{
    /// <summary>Token ids, one row each; sequence s owns rows FirstRow .. FirstRow + Count - 1.</summary>
    public required int[] Tokens { get; init; }

    public required SequenceSlice[] Sequences { get; init; }

    /// <summary>The rows whose logits are wanted, ascending. May be empty (a chunk in the middle of a prompt).</summary>
    public required int[] LogitRows { get; init; }
}
