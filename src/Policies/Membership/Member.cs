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

    /// <summary>A person has ordered its role: the autoscaler leaves it alone.</summary>
    public bool Held { get; init; }

    /// <summary>It would go beyond the pool's budget: it drains until there is room.</summary>
    public bool Parked { get; init; }

    /// <summary>It may get new work, or will when it is ready.</summary>
    public bool Serves => this is { Lost: false, Drain: false, Parked: false };

    /// <summary>It uses a machine: it serves, or has not said yet that it takes nothing new and has finished what it had.</summary>
    public bool IsBusy => !Lost && (Serves || Status.State != WorkerState.Draining || Status.Running + Status.Waiting > 0);

    internal Placement Placement => new(Role, Epoch, Drain, Held);
}
