namespace Orchestrator.Contracts.Pools;

/// <summary>All that the pool knows of one worker, for the admin API.</summary>
/// <param name="Status">As last reported, with the state as the pool sees it.</param>
/// <param name="DesiredRole">The role in its orders.</param>
/// <param name="DesiredEpoch">The epoch of its orders.</param>
/// <param name="Drain">Whether it is ordered to drain.</param>
/// <param name="SinceRenewed">Time since it was last heard of.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkerRecord")]
public sealed record WorkerRecord(
    [property: Id(0)] WorkerStatus Status,
    [property: Id(1)] WorkerRole DesiredRole,
    [property: Id(2)] long DesiredEpoch,
    [property: Id(3)] bool Drain,
    [property: Id(4)] TimeSpan SinceRenewed)
{
    /// <summary>A person has ordered its role: the autoscaler leaves it alone until it is released.</summary>
    [Id(5)] public bool Held { get; init; }

    /// <summary>It would go beyond the policy's budget: it gets no work until there is room.</summary>
    [Id(6)] public bool Parked { get; init; }
}
