using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Answers;

/// <summary>What a client is told of a generation that failed.</summary>
internal static class Failures
{
    /// <summary>The error of a failure; its time to come back is the one that the router gave.</summary>
    /// <param name="failed">What happened.</param>
    /// <param name="request">The request, for messages.</param>
    /// <param name="patience">How much time it had.</param>
    public static OpenAiError ToError(GenerationEvent.Failed failed, string request, TimeSpan patience) => failed.Kind switch
    {
        FailureKind.Overloaded => Refusals.Overloaded(failed.Reason, failed.RetryAfter),
        FailureKind.Unavailable => Refusals.Unavailable(failed.Reason, failed.RetryAfter),
        FailureKind.Late => Refusals.TimedOut(request, patience),
        FailureKind.Refused => new OpenAiError(StatusCodes.Status400BadRequest, "invalid_request_error", "refused_by_worker", null, failed.Reason),
        FailureKind.Broken => new OpenAiError(StatusCodes.Status500InternalServerError, "server_error", "attempts_exhausted", null, failed.Reason),
        _ => Refusals.Overloaded(failed.Reason, TimeSpan.FromSeconds(1)),
    };
}
