namespace Orchestrator.Contracts.KvCache;

/// <summary>How much a shard knows.</summary>
/// <param name="Blocks">Different blocks.</param>
/// <param name="Holdings">Pairs of a block and a worker that holds it.</param>
/// <param name="Workers">Workers that it has heard of.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.KvIndexSize")]
public readonly record struct KvIndexSize([property: Id(0)] int Blocks, [property: Id(1)] long Holdings, [property: Id(2)] int Workers);
