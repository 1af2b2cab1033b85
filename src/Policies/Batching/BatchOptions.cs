namespace Orchestrator.Policies.Batching;

/// <summary>Limits of one step.</summary>
/// <param name="TokenBudget">New tokens in one step, over all sequences. A long prompt is split over steps so that running answers keep their pace.</param>
/// <param name="MaxRunning">Sequences with KV blocks at the same time; at most <paramref name="TokenBudget"/>, so that every one can decode in each step.</param>
/// <param name="BlockSize">Tokens in one KV block.</param>
public sealed record BatchOptions(int TokenBudget, int MaxRunning, int BlockSize)
{
    /// <summary>Blocks that <paramref name="tokens"/> tokens fill.</summary>
    public int BlocksFor(int tokens) => (tokens + BlockSize - 1) / BlockSize;
}
