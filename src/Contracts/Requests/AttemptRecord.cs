using Orchestrator.Contracts.Routing;

namespace Orchestrator.Contracts.Requests;

/// <summary>One attempt as the request grain remembers it.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="At">When its first question was answered, UTC.</param>
/// <param name="Cause">Why it was needed; empty for the first.</param>
/// <param name="Plan">Where it went and why; while it waits, the last answer.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.AttemptRecord")]
public sealed record AttemptRecord(
    [property: Id(0)] int Choice,
    [property: Id(1)] int Attempt,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string Cause,
    [property: Id(4)] RoutePlan Plan)
{
    /// <summary>When it was asked for first, UTC.</summary>
    [Id(5)] public DateTimeOffset Asked { get; init; }

    /// <summary>When it got its place, UTC; null while it has none.</summary>
    [Id(6)] public DateTimeOffset? Placed { get; init; }

    /// <summary>Times that it was told to wait.</summary>
    [Id(7)] public int Waited { get; init; }
}
