using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>How the store of a pool's durable state does.</summary>
/// <param name="Kind">memory (nothing outlives the silo), file or redis.</param>
/// <param name="Place">The file or the address; empty for memory.</param>
/// <param name="Damages">What was found damaged when the store was opened and what was done about it, one line each.</param>
/// <param name="LastError">Why the last write failed; null once one has succeeded.</param>
/// <param name="Unsaved">Workers have joined that are not stored yet.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.StoreHealth")]
public sealed record StoreHealth(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Place,
    [property: Id(2)] ImmutableArray<string> Damages,
    [property: Id(3)] string? LastError,
    [property: Id(4)] bool Unsaved);
