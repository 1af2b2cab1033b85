namespace Orchestrator.Contracts.Pools;

/// <summary>What is kept of a worker when nothing else is: the orders it had.</summary>
/// <param name="Role">The desired role.</param>
/// <param name="Epoch">The epoch of its orders.</param>
/// <param name="Drain">Whether it was ordered to drain.</param>
/// <param name="Held">Whether a person has ordered its role.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.Placement")]
public sealed record Placement([property: Id(0)] WorkerRole Role, [property: Id(1)] long Epoch, [property: Id(2)] bool Drain, [property: Id(3)] bool Held);
