using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Routing;

/// <summary>One worker the router looked at, and what choosing it would have cost; kept as the answer to "why this worker".</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Side">The side it was considered for.</param>
/// <param name="Cost">Lower is better; sequences for now.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.Candidate")]
public readonly record struct Candidate([property: Id(0)] WorkerId Worker, [property: Id(1)] WorkerRole Side, [property: Id(2)] double Cost);
