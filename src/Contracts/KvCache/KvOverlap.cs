using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.KvCache;

/// <summary>How many of a prompt's leading blocks one worker holds without a gap.</summary>
/// <param name="Life">The worker's life.</param>
/// <param name="Blocks">Over all tiers.</param>
/// <param name="HostBlocks">Those of them that are in the host's memory only.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.KvOverlap")]
public readonly record struct KvOverlap([property: Id(0)] WorkerLife Life, [property: Id(1)] int Blocks, [property: Id(2)] int HostBlocks);
