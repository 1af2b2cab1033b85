namespace Orchestrator.Policies.Batching;

/// <summary>A sequence's part in the next step.</summary>
/// <param name="Sequence">Index into the list that was planned.</param>
/// <param name="Count">New tokens to compute, at least 1.</param>
/// <param name="NewBlocks">Blocks to take for it first, after all chunks' <paramref name="Reused"/> ones.</param>
/// <param name="Reused">Blocks with its first tokens that it shares first; only for a sequence that waited.</param>
public readonly record struct PlannedChunk(int Sequence, int Count, int NewBlocks, int Reused = 0);
