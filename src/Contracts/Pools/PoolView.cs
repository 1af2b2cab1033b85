using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>A whole snapshot of a pool for the router: every worker with a lease that can take work. The newest wins.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Incarnation">When the pool grain was activated, in ticks; a later activation's snapshots win over an earlier one's.</param>
/// <param name="Version">Rises with each snapshot of one incarnation.</param>
/// <param name="Workers">As last reported.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolView")]
public sealed record PoolView(
    [property: Id(0)] string Pool,
    [property: Id(1)] long Incarnation,
    [property: Id(2)] long Version,
    [property: Id(3)] ImmutableArray<WorkerStatus> Workers)
{
    /// <summary>Name of the rule by which prompts are placed; null: the silo's option.</summary>
    [Id(4)] public string? Routing { get; init; }

    /// <summary>The pool's targets for the first token and for each further one.</summary>
    [Id(5)] public TimeSpan Ttft { get; init; }

    /// <inheritdoc cref="Ttft"/>
    [Id(6)] public TimeSpan Tpot { get; init; }

    /// <summary>Whether a worker of the other role may help out where these would be missed.</summary>
    [Id(7)] public bool Borrows { get; init; }

    public bool IsNewerThan(PoolView other) => (Incarnation, Version).CompareTo((other.Incarnation, other.Version)) > 0;
}
