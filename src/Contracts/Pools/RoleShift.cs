namespace Orchestrator.Contracts.Pools;

/// <summary>A worker that is to change its role.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RoleShift")]
public sealed record RoleShift([property: Id(0)] WorkerId Worker, [property: Id(1)] WorkerRole From, [property: Id(2)] WorkerRole To, [property: Id(3)] string Reason);
