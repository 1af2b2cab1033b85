using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>The workers of one model: leases, roles with epochs, and the snapshots that the router decides on. Key: the pool's name.</summary>
[Alias("orchestrator.IGpuPoolGrain")]
public interface IGpuPoolGrain : IGrainWithStringKey
{
    /// <summary>Joins the pool or renews the lease; the reply carries the worker's orders. Safe to repeat.</summary>
    [Alias("Renew")]
    [ResponseTimeout("00:00:02")]
    Task<WorkerOrders> Renew(WorkerStatus status);

    /// <summary>A worker that ends in order says so, and is no longer routed to.</summary>
    [Alias("Leave")]
    [ResponseTimeout("00:00:02")]
    Task Leave(WorkerLife life);

    /// <summary>Orders a role under a new epoch; null when the worker is not known. Asking for the role it already has changes nothing.</summary>
    [Alias("Shift")]
    Task<WorkerRecord?> Shift(WorkerId worker, WorkerRole role);

    /// <summary>Orders a worker to drain or to serve again; null when the worker is not known.</summary>
    [Alias("SetDrain")]
    Task<WorkerRecord?> SetDrain(WorkerId worker, bool drain);

    /// <summary>Orders a worker to forget all prompts that it keeps for reuse; null when the worker is not known. Its status counts how often it has.</summary>
    [Alias("ResetPrefixCache")]
    Task<WorkerRecord?> ResetPrefixCache(WorkerId worker);

    /// <summary>Every worker the pool knows, lost ones too, in the order of their ids.</summary>
    [Alias("Workers")]
    [ResponseTimeout("00:00:02")]
    Task<ImmutableArray<WorkerRecord>> Workers();
}
