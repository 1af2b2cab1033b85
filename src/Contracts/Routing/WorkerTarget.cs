using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Routing;

/// <summary>A worker chosen for a piece of work, with all that is needed to reach it and to prove that the choice is not stale.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkerTarget")]
public sealed record WorkerTarget(
    [property: Id(0)] WorkerLife Life,
    [property: Id(1)] long Epoch,
    [property: Id(2)] string WorkEndpoint,
    [property: Id(3)] string KvEndpoint,
    [property: Id(4)] string Fingerprint,
    [property: Id(5)] WorkTicket Ticket);
