using System.Diagnostics;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Gateway.Metering;

/// <summary>The spans of one choice that the gateway makes: a route for every question for a place, and what went wrong as events of the request's span.</summary>
/// <param name="parent">The request's span; default: nobody listens, and nothing is made.</param>
/// <param name="choice">The choice.</param>
internal sealed class GenerationTrace(ActivityContext parent, int choice)
{
    private Activity? _route;

    /// <summary>What workers are told of the request's span (W3C traceparent); empty when nobody listens.</summary>
    public string Traceparent { get; } = parent.TraceId == default ? "" : $"00-{parent.TraceId}-{parent.SpanId}-{(byte)parent.TraceFlags:x2}";

    /// <summary>A place is asked for, maybe once more for the same attempt; calls from here on are the route's.</summary>
    public void Asks(RecoverRequest? again)
    {
        if (parent.TraceId == default) return;
        if (_route is null)
        {
            _route = Telemetry.Source.StartActivity("route", ActivityKind.Internal, parent);
            _route?.SetTag("orchestrator.choice", choice).SetTag("orchestrator.attempt", (again?.LastAttempt ?? 0) + 1);
            if (again is not null) _route?.SetTag("orchestrator.reason", again.Cause.ToString()).AddEvent(new ActivityEvent("recover", default, new ActivityTagsCollection { ["orchestrator.reason"] = again.Reason, ["orchestrator.tokens"] = again.TokensSoFar }));
        }
        Activity.Current = _route;
    }

    /// <summary>The answer to the question; null when nobody gave one.</summary>
    public void Told(RoutePlan? plan)
    {
        if (_route is null) return;
        switch (plan)
        {
            case RoutePlan.Assigned assigned:
                _route.SetTag("orchestrator.worker.prefill", assigned.Prefill.Life.Worker.Value).SetTag("orchestrator.worker.decode", assigned.Decode.Life.Worker.Value);
                _route.SetTag("orchestrator.cached_tokens", assigned.CachedTokens).SetTag("orchestrator.why", assigned.Reason);
                End();
                break;
            case RoutePlan.Refused refused:
                _route.SetStatus(ActivityStatusCode.Error, refused.Reason);
                End();
                break;
            case RoutePlan.Wait wait:
                _route.AddEvent(new ActivityEvent("wait", default, new ActivityTagsCollection { ["orchestrator.position"] = wait.Position }));
                break;
        }
    }

    /// <summary>The answer runs at another worker now.</summary>
    public static void Migrated(AttemptKey from, RoutePlan.Assigned to) => Activity.Current?.AddEvent(new ActivityEvent("migrate", default,
        new ActivityTagsCollection { ["orchestrator.attempt"] = to.Attempt, ["orchestrator.attempt.before"] = from.Attempt, ["orchestrator.worker.decode"] = to.Decode.Life.Worker.Value }));

    /// <summary>The choice is over, whatever was still open.</summary>
    public void End()
    {
        _route?.Dispose();
        _route = null;
    }
}
