namespace Orchestrator.Contracts.Pools;

/// <summary>
/// Numbers a piece of work that a router handed out. A worker reports the highest number it has counted, so the router forgets exactly
/// the work that the reported load already contains.
/// </summary>
/// <param name="Router">The router's activation; numbers of another activation say nothing.</param>
/// <param name="Number">Rises by one with each assignment of that activation.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkTicket")]
public readonly record struct WorkTicket([property: Id(0)] Guid Router, [property: Id(1)] long Number);
