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
}
