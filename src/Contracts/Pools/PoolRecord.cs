using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>All that a pool knows of itself, for the admin API.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolRecord")]
public sealed record PoolRecord(
    [property: Id(0)] PoolPolicyDocument Policy,
    [property: Id(1)] ImmutableArray<WorkerRecord> Workers,
    [property: Id(2)] StoreHealth Store);
