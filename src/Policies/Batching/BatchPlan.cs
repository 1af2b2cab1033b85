namespace Orchestrator.Policies.Batching;

/// <summary>What the next step computes, and who has to give blocks back before it.</summary>
/// <param name="Chunks">Decodes first, then prefill.</param>
/// <param name="Preempted">Indexes of sequences that lose their blocks and wait; they are computed again later.</param>
public sealed record BatchPlan(IReadOnlyList<PlannedChunk> Chunks, IReadOnlyList<int> Preempted)
{
    public static BatchPlan Empty { get; } = new([], []);

    public bool IsEmpty => Chunks.Count == 0 && Preempted.Count == 0;
}
