namespace Orchestrator.Workers.Model;

/// <summary>What one sequence adds to a step: <paramref name="Count"/> new tokens at positions Start .. Start + Count - 1.</summary>
/// <param name="FirstRow">Where the sequence's tokens begin in <see cref="Batch.Tokens"/>.</param>
/// <param name="Start">Position of the first new token = tokens already in the KV cache.</param>
/// <param name="Count">New tokens, at least 1.</param>
/// <param name="Blocks">The sequence's KV blocks in order; position p lies in block Blocks[p / BlockSize] at p % BlockSize. Covers all positions of the step.</param>
public readonly record struct SequenceSlice(int FirstRow, int Start, int Count, ReadOnlyMemory<int> Blocks);
