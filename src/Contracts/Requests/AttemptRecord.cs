using Orchestrator.Contracts.Routing;

namespace Orchestrator.Contracts.Requests;

/// <summary>One attempt as the request grain remembers it.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="At">When it was planned, UTC.</param>
/// <param name="Cause">Why it was needed; empty for the first.</param>
/// <param name="Plan">Where it went and why.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.AttemptRecord")]
public sealed record AttemptRecord(
    [property: Id(0)] int Choice,
    [property: Id(1)] int Attempt,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string Cause,
    [property: Id(4)] RoutePlan Plan);
