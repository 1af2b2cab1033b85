using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Membership;

/// <summary>A worker as the pool knows it.</summary>
/// <param name="Status">As last reported.</param>
/// <param name="Role">The desired role.</param>
/// <param name="Epoch">The epoch of its orders.</param>
/// <param name="Drain">Whether it is ordered to drain.</param>
/// <param name="Renewed">When it was last heard of.</param>
/// <param name="Lost">Its lease ran out, or it left.</param>
public sealed record Member(WorkerStatus Status, WorkerRole Role, long Epoch, bool Drain, TimeSpan Renewed, bool Lost)
{
    /// <summary>How often its life should have emptied its prefix cache.</summary>
    public long PrefixCacheResets { get; init; }
}
