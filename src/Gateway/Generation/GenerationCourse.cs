using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>When one choice passed its stages and where it ran, for the request's grain. Nothing is decided by it.</summary>
internal sealed class GenerationCourse(TimeProvider time)
{
    private RoutePlan.Assigned? _plan;
    private long? _planned;
    private long? _accepted;
    private (long At, int Cached, int Predicted)? _first;

    /// <summary>A worker has taken the prompt.</summary>
    public bool IsAccepted => _accepted is not null;

    /// <summary>Something has happened; what the policy makes of it does not matter here. True when it is the first acceptance.</summary>
    public bool Saw(Happening happened)
    {
        var before = IsAccepted;
        switch (happened)
        {
            case Happening.Answered { Plan: RoutePlan.Assigned plan }:
                _planned ??= time.GetTimestamp();
                _plan = plan;
                break;
            // A decode worker that expects keys and values accepts too, and computes nothing yet.
            case Happening.WorkerSaid { Event: WorkerEvent.Accepted accepted } when accepted.Key.Attempt == _plan?.Attempt && accepted.From == _plan.Prefill.Life:
                _accepted ??= time.GetTimestamp();
                break;
        }
        return IsAccepted && !before;
    }

    /// <summary>The answer runs at another worker now; the one of its prompt stays who it was.</summary>
    public void Arrived(RoutePlan.Assigned plan) => _plan = _plan is { } before ? before with { Attempt = plan.Attempt, Decode = plan.Decode } : plan;

    /// <summary>A token goes to the client.</summary>
    public void Gave(GenerationEvent.Token token) => _first ??= (time.GetTimestamp(), token.Cached, _plan?.CachedTokens ?? 0);

    /// <summary>The choice has ended just now.</summary>
    /// <param name="choice">Its number.</param>
    /// <param name="finish">As <see cref="RequestOutcome.Finish"/>.</param>
    /// <param name="tokens">Tokens of the answer.</param>
    /// <param name="arrived">The timestamp of the request's arrival, of the same clock.</param>
    public RequestOutcome ToOutcome(int choice, string finish, int tokens, long arrived) => new(choice, finish, tokens, Since(arrived, _first?.At), time.GetElapsedTime(arrived))
    {
        Planned = Since(arrived, _planned),
        Accepted = Since(arrived, _accepted),
        Attempts = _plan?.Attempt ?? 0,
        Worker = _plan?.Decode.Life.Worker,
        PrefillWorker = _plan?.Prefill.Life.Worker,
        CachedTokens = _first?.Cached,
        CachedTokensPredicted = _first?.Predicted,
    };

    private TimeSpan? Since(long arrived, long? then) => then is { } at ? time.GetElapsedTime(arrived, at) : null;
}
