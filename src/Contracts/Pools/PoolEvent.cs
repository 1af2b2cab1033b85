namespace Orchestrator.Contracts.Pools;

/// <summary>Something that happened in a pool, for whoever watches.</summary>
/// <param name="Number">Counts the events of one activation of the pool from 1.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Worker">The worker concerned; null for the policy.</param>
/// <param name="Role">The worker's desired role.</param>
/// <param name="Epoch">The worker's epoch, or the policy's version.</param>
/// <param name="By">Who caused it; empty where nobody did.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolEvent")]
public sealed record PoolEvent(
    [property: Id(0)] long Number,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] PoolEventKind Kind,
    [property: Id(3)] string? Worker,
    [property: Id(4)] WorkerRole? Role,
    [property: Id(5)] long Epoch,
    [property: Id(6)] string By);
