using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.KvCache;

/// <summary>The newest batch that a worker has numbered for one shard, as its last renewal said.</summary>
/// <param name="Life">The worker's life.</param>
/// <param name="Number">0: none yet.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.KvProgress")]
public readonly record struct KvProgress([property: Id(0)] WorkerLife Life, [property: Id(1)] long Number);
