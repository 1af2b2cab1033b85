namespace Orchestrator.Policies.Batching;

/// <summary>What the batch policy sees of a sequence.</summary>
/// <param name="Tokens">Tokens known: the prompt and the answer so far.</param>
/// <param name="Computed">How many of them have keys and values in the cache; always fewer than <paramref name="Tokens"/>.</param>
/// <param name="Blocks">KV blocks it holds, in order; some may be held by others too.</param>
/// <param name="Chain">Names of its full blocks, each standing for all tokens up to its end; empty when it shares nothing.</param>
/// <param name="Priority">Higher is served first.</param>
/// <param name="Arrival">Rises with each sequence; a preempted one keeps its own.</param>
/// <param name="Running">Whether it has its blocks; otherwise it waits for them.</param>
/// <param name="Pinned">Must not lose its blocks: another worker is copying them.</param>
public readonly record struct SequenceView(
    int Tokens, int Computed, IReadOnlyList<int> Blocks, IReadOnlyList<ulong> Chain, int Priority, long Arrival, bool Running, bool Pinned)
{
    public int Remaining => Tokens - Computed;
}
