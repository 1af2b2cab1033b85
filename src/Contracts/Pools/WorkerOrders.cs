using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>The pool's answer to a renewal: what the worker has to do from now on.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkerOrders")]
public abstract record WorkerOrders
{
    private WorkerOrders() { }

    /// <summary>Serve a role under an epoch, or drain.</summary>
    /// <param name="Role">The desired role.</param>
    /// <param name="Epoch">Rises with every change of role; work of another epoch is refused.</param>
    /// <param name="Drain">Finish what runs and take nothing new.</param>
    /// <param name="Lease">How long the worker is routed to without another renewal.</param>
    [GenerateSerializer, Immutable, Alias("orchestrator.WorkerOrders.Serve")]
    public sealed record Serve([property: Id(0)] WorkerRole Role, [property: Id(1)] long Epoch, [property: Id(2)] bool Drain, [property: Id(3)] TimeSpan Lease) : WorkerOrders
    {
        /// <summary>Into how many shards the pool's index of KV blocks is cut; 0: there is none, say nothing of blocks.</summary>
        [Id(4)] public int KvShards { get; init; }

        /// <summary>Shards that need a snapshot of this worker's blocks.</summary>
        [Id(5)] public ImmutableArray<int> Snapshots { get; init; } = [];

        /// <summary>How often this life should have emptied its prefix cache; rises with each order to do so.</summary>
        [Id(6)] public long PrefixCacheResets { get; init; }

        /// <summary>How long a step with running answers should take: prompts beside them are cut accordingly. Zero: as the worker likes.</summary>
        [Id(7)] public TimeSpan StepTime { get; init; }

        /// <summary>It drains for want of budget alone; said again in its status, for a pool that has forgotten why.</summary>
        [Id(8)] public bool Parked { get; init; }
    }

    /// <summary>End the process: another life of the same worker has taken its place.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.WorkerOrders.End")]
    public sealed record End([property: Id(0)] string Reason) : WorkerOrders;
}
