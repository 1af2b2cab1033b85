namespace Orchestrator.Contracts.Scaling;

/// <summary>What a pool's router has seen of its requests.</summary>
/// <param name="Router">The router's activation; another one has begun to count anew.</param>
/// <param name="Sum">All that came and ended since its activation.</param>
/// <param name="WaitingPromptTokens">Prompt tokens of requests that wait for a worker.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolDemand")]
public sealed record PoolDemand([property: Id(0)] Guid Router, [property: Id(1)] DemandSample Sum, [property: Id(2)] double WaitingPromptTokens);
