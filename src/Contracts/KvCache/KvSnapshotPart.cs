using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.KvCache;

/// <summary>One part of all that a worker holds of a shard. The parts of one snapshot replace whatever the shard believed of that life.</summary>
/// <param name="Life">The worker's life.</param>
/// <param name="Number">The batch that it stands for: events up to this number are in it, later ones are not.</param>
/// <param name="Part">Which part, from 0.</param>
/// <param name="Parts">How many there are; at least one, also when nothing is held.</param>
/// <param name="Events">[n × <see cref="KvEvent.Length"/>], all stored.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.KvSnapshotPart")]
public sealed record KvSnapshotPart(
    [property: Id(0)] WorkerLife Life,
    [property: Id(1)] long Number,
    [property: Id(2)] int Part,
    [property: Id(3)] int Parts,
    [property: Id(4)] byte[] Events);
