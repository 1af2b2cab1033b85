using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Requests;

/// <summary>How one choice of a request ended.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Finish">"stop", "length", "cancelled" or "failed".</param>
/// <param name="OutputTokens">Tokens given to the client.</param>
/// <param name="TimeToFirstToken">From the arrival of the request; null when there was none.</param>
/// <param name="Duration">From the arrival of the request to its end.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.RequestOutcome")]
public sealed record RequestOutcome(
    [property: Id(0)] int Choice,
    [property: Id(1)] string Finish,
    [property: Id(2)] int OutputTokens,
    [property: Id(3)] TimeSpan? TimeToFirstToken,
    [property: Id(4)] TimeSpan Duration)
{
    /// <summary>The client went away.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>From the arrival of the request to the first plan with workers; null when there was none.</summary>
    [Id(5)] public TimeSpan? Planned { get; init; }

    /// <summary>From the arrival of the request to the first word of a prefill worker that it takes the work; null when there was none.</summary>
    [Id(6)] public TimeSpan? Accepted { get; init; }

    /// <summary>Attempts that were planned; those after the first say that something went wrong.</summary>
    [Id(7)] public int Attempts { get; init; }

    /// <summary>The decode worker of the last attempt; null when nothing was planned.</summary>
    [Id(8)] public WorkerId? Worker { get; init; }

    /// <summary>The prefill worker of the last attempt, which may be the same; null when nothing was planned.</summary>
    [Id(9)] public WorkerId? PrefillWorker { get; init; }

    /// <summary>Prompt tokens that the worker of the first token had in its cache; null without a token.</summary>
    [Id(10)] public int? CachedTokens { get; init; }

    /// <summary>Prompt tokens that the worker of the first token was believed to have when it was chosen; null without a token.</summary>
    [Id(11)] public int? CachedTokensPredicted { get; init; }

    /// <summary>Some tokens come from workers of other numerics than the first.</summary>
    [Id(12)] public bool OtherNumerics { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    [Id(13)] public string? Failure { get; init; }
}
