using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>The events of a pool after a place.</summary>
/// <param name="Next">Where to read on.</param>
/// <param name="Missed">Events after that place that are no longer kept.</param>
/// <param name="Events">In order.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolEventPage")]
public sealed record PoolEventPage([property: Id(0)] EventCursor Next, [property: Id(1)] long Missed, [property: Id(2)] ImmutableArray<PoolEvent> Events);
