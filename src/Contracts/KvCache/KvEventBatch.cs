using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.KvCache;

/// <summary>What happened to a worker's cache in one shard since the batch before. Numbers of one (life, shard) rise by one, so a lost batch is a gap.</summary>
/// <param name="Life">The worker's life.</param>
/// <param name="Number">From 1.</param>
/// <param name="Events">[n × <see cref="KvEvent.Length"/>], in the order in which they happened.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.KvEventBatch")]
public sealed record KvEventBatch([property: Id(0)] WorkerLife Life, [property: Id(1)] long Number, [property: Id(2)] byte[] Events)
{
    /// <summary>Number of events.</summary>
    public int Count => Events.Length / KvEvent.Length;

    /// <summary>Event <paramref name="index"/> of the batch.</summary>
    public KvEvent this[int index] => KvEvent.Read(Events.AsSpan(index * KvEvent.Length, KvEvent.Length));
}
