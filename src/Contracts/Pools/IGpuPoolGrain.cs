using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Orchestrator.Contracts.Pools;

/// <summary>The workers of one model: leases, roles with epochs, and the snapshots that the router decides on. Key: the pool's name.</summary>
[Alias("orchestrator.IGpuPoolGrain")]
public interface IGpuPoolGrain : IGrainWithStringKey
{
    /// <summary>Joins the pool or renews the lease; the reply carries the worker's orders. Safe to repeat, and never waits for the store.</summary>
    [AlwaysInterleave]
    [Alias("Renew")]
    [ResponseTimeout("00:00:02")]
    Task<WorkerOrders> Renew(WorkerStatus status);

    /// <summary>A worker that ends in order says so, and is no longer routed to.</summary>
    [AlwaysInterleave]
    [Alias("Leave")]
    [ResponseTimeout("00:00:02")]
    Task Leave(WorkerLife life);

    /// <summary>
    /// Orders a role under a new epoch, stored before the answer. A person's order is also a hold: it wins over the autoscaler until
    /// <see cref="Release"/>. Asking for the role it already has raises no epoch.
    /// </summary>
    [Alias("ShiftBy")]
    [ResponseTimeout("00:00:10")]
    Task<OrderAnswer> Shift(WorkerId worker, WorkerRole role, OrderSource source);

    /// <summary>Orders a worker to drain or to serve again, stored before the answer.</summary>
    [Alias("SetDrainBy")]
    [ResponseTimeout("00:00:10")]
    Task<OrderAnswer> SetDrain(WorkerId worker, bool drain, OrderSource source);

    /// <summary>Gives a worker that a person has ordered back to the autoscaler.</summary>
    [Alias("Release")]
    [ResponseTimeout("00:00:10")]
    Task<OrderAnswer> Release(WorkerId worker, OrderSource source);

    /// <summary>Orders a worker to forget all prompts that it keeps for reuse; null when the worker is not known. Its status counts how often it has.</summary>
    [Alias("ResetPrefixCache")]
    Task<WorkerRecord?> ResetPrefixCache(WorkerId worker);

    /// <summary>Every worker the pool knows, lost ones too, in the order of their ids.</summary>
    [AlwaysInterleave]
    [Alias("Workers")]
    [ResponseTimeout("00:00:02")]
    Task<ImmutableArray<WorkerRecord>> Workers();

    /// <summary>The policy that holds.</summary>
    [AlwaysInterleave]
    [Alias("Policy")]
    [ResponseTimeout("00:00:02")]
    Task<PoolPolicyDocument> Policy();

    /// <summary>Sets the policy, stored before the answer. Nothing but the whole policy is ever stored or refused.</summary>
    /// <param name="policy">The new policy.</param>
    /// <param name="basedOn">The version it was made from; null: whatever holds is replaced.</param>
    /// <param name="source">Who sets it.</param>
    [Alias("SetPolicy")]
    [ResponseTimeout("00:00:10")]
    Task<PolicyAnswer> SetPolicy(PoolPolicy policy, long? basedOn, OrderSource source);

    /// <summary>What <see cref="SetPolicy"/> would do, or all that is wrong with the policy; stores nothing.</summary>
    [AlwaysInterleave]
    [Alias("Preview")]
    [ResponseTimeout("00:00:02")]
    Task<PolicyPreview> Preview(PoolPolicy policy);

    /// <summary>The policy, the workers, and how the store does.</summary>
    [AlwaysInterleave]
    [Alias("Describe")]
    [ResponseTimeout("00:00:02")]
    Task<PoolRecord> Describe();

    /// <summary>The last changes, the newest first.</summary>
    /// <param name="limit">Entries at most.</param>
    [AlwaysInterleave]
    [Alias("Audit")]
    [ResponseTimeout("00:00:02")]
    Task<ImmutableArray<AuditEntry>> Audit(int limit);

    /// <summary>What has happened after a place, at once if anything has, and otherwise when something does.</summary>
    /// <param name="after">Where the last answer ended; default: from now on.</param>
    /// <param name="wait">How long to wait for something to happen, 2 s at most; an empty page after that.</param>
    [AlwaysInterleave]
    [Alias("Events")]
    [ResponseTimeout("00:00:05")]
    Task<PoolEventPage> Events(EventCursor after, TimeSpan wait);
}
