using Orchestrator.Contracts.Routing;

namespace Orchestrator.Contracts.Requests;

/// <summary>
/// The life of one request: its attempts, the plans and why, its deadline and its end. Key: "pool/request".
/// Soft state: the gateway holds the truth, and every call carries what a fresh activation needs.
/// </summary>
[Alias("orchestrator.IRequestGrain")]
public interface IRequestGrain : IGrainWithStringKey
{
    /// <summary>Plans the first attempt of a choice; asked again, it answers for the same attempt.</summary>
    [Alias("Start")]
    [ResponseTimeout("00:00:02")]
    Task<RoutePlan> Start(StartRequest request);

    /// <summary>Plans the attempt after <see cref="RecoverRequest.LastAttempt"/>; asked again with the same number, it answers for the same attempt.</summary>
    [Alias("Recover")]
    [ResponseTimeout("00:00:02")]
    Task<RoutePlan> Recover(RecoverRequest request);

    /// <summary>Forbids further attempts.</summary>
    [Alias("Cancel")]
    Task Cancel();

    /// <summary>Notes how a choice ended.</summary>
    [Alias("Finished")]
    [ResponseTimeout("00:00:02")]
    Task Finished(RequestOutcome outcome);

    /// <summary>The life so far; null when this activation knows nothing of the request.</summary>
    [Alias("Describe")]
    Task<RequestRecord?> Describe();
}
