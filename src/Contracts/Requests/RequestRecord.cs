using System.Collections.Immutable;

namespace Orchestrator.Contracts.Requests;

/// <summary>The life of a request so far, for people who ask why.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RequestRecord")]
public sealed record RequestRecord(
    [property: Id(0)] string Pool,
    [property: Id(1)] int PromptTokens,
    [property: Id(2)] DateTimeOffset Deadline,
    [property: Id(3)] bool Cancelled,
    [property: Id(4)] ImmutableArray<AttemptRecord> Attempts,
    [property: Id(5)] ImmutableArray<RequestOutcome> Outcomes)
{
    /// <summary>When this activation first heard of it, UTC.</summary>
    [Id(6)] public DateTimeOffset Arrived { get; init; }
}
