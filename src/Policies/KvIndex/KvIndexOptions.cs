namespace Orchestrator.Policies.KvIndex;

/// <summary>When a shard takes events for lost, and how much it keeps while it waits.</summary>
public sealed record KvIndexOptions
{
    /// <summary>How long a missing batch may be on its way before a snapshot is ordered. Ordinarily it takes the stream 60 ms.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>An order of which nothing has come for this long is repeated. Renewals carry orders, at least four times a second.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A life that the pool does not name for this long is forgotten. Not at once: a pool that was just activated names nobody.</summary>
    public TimeSpan Forget { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Stragglers of a replaced life are known as such for this long.</summary>
    public TimeSpan Straggle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Batches of one life that are kept while an earlier one is missing; the oldest goes first.</summary>
    public int MaxLater { get; init; } = 64;

    /// <summary>Workers that an answer names at most.</summary>
    public int MaxOverlaps { get; init; } = 256;

    /// <summary>Snapshots under way at the same time, so that a shard that has forgotten everything is not flooded.</summary>
    public int MaxOrders { get; init; } = 64;
}
