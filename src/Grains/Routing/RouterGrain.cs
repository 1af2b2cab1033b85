using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Policies.Admission;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>Holds the newest snapshot of a pool and applies <see cref="RoutingPolicy"/>. No method awaits: a decision never waits for another.</summary>
public sealed class RouterGrain : Grain, IRouterGrain
{
    private readonly TimeProvider _time;
    private readonly RoutingOptions _options;
    private readonly Random _tieBreak;
    private readonly long _origin;
    private readonly HandedOutWork _handedOut = new(Guid.NewGuid());
    private readonly RecentPlans _plans = new();
    private readonly WaitingLine _line;
    private PoolView _view;

    public RouterGrain(TimeProvider time, IOptions<RouterOptions> options)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _options = options.Value.ToPolicy();
        _tieBreak = options.Value.Seed is { } seed ? new Random(seed) : new Random();
        _line = new WaitingLine(_options.MaxWaiting);
        _view = new PoolView("", 0, 0, []);
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public Task Update(PoolView view)
    {
        if (view.IsNewerThan(_view)) _view = view;
        return Task.CompletedTask;
    }

    public Task<RoutePlan> Route(RouteQuery query)
    {
        var now = Now;
        if (_plans.Find(query.Key, now) is { } standing) return Task.FromResult<RoutePlan>(standing);
        _line.Lapse(now);
        _handedOut.Forget(_view.Workers, now);

        var workers = Loads();
        // Those who came first go first; a newcomer passes only when there is room for all who wait.
        var ahead = _line.Ahead(query.Key, Priority(query));
        var choice = RoutingPolicy.Pick(query, workers, _options, _tieBreak);
        var mustWait = !choice.Found || (ahead > 0 && RoutingPolicy.RoomFor(query, workers) <= ahead);
        if (mustWait && !choice.IsHopeless) return Task.FromResult(WaitOrRefuse(query, ahead, now));

        _line.Leave(query.Key);
        if (choice.IsHopeless) return Task.FromResult<RoutePlan>(new RoutePlan.Refused(choice.Reason, TimeSpan.Zero));
        var plan = Assign(query, choice, now);
        _plans.Add(query.Key, plan, now);
        return Task.FromResult<RoutePlan>(plan);
    }

    // Whose client has half an answer goes before newcomers.
    private static bool IsRecovery(RouteQuery query) => query.Key.Attempt > 1;

    private static int Priority(RouteQuery query) => IsRecovery(query) ? int.MaxValue : query.Priority;

    private List<WorkerLoad> Loads() => [.. _view.Workers.Select(w => new WorkerLoad(w, _handedOut.Count(w.Life)))];

    private RoutePlan.Assigned Assign(RouteQuery query, RouteChoice choice, TimeSpan now)
    {
        var prefill = ToTarget(choice.Prefill!, query.Prefilled is null, now);
        var decode = choice.Decode!.Life == choice.Prefill!.Life ? prefill : ToTarget(choice.Decode, true, now);
        return new RoutePlan.Assigned(query.Key.Attempt, prefill, decode, choice.Reason, [.. choice.Candidates]);
    }

    private WorkerTarget ToTarget(WorkerStatus worker, bool isNewWork, TimeSpan now) => new(
        worker.Life, worker.Epoch, worker.WorkEndpoint, worker.KvEndpoint, worker.Fingerprint, isNewWork ? _handedOut.Add(worker.Life, now) : default);

    private RoutePlan WaitOrRefuse(RouteQuery query, int ahead, TimeSpan now)
    {
        var ask = AdmissionPolicy.AskAgainAfter(ahead);
        return _line.TryWait(query.Key, Priority(query), now + AdmissionPolicy.TicketLife(ask), IsRecovery(query))
            ? new RoutePlan.Wait(query.Key.Attempt, ahead, ask)
            : new RoutePlan.Refused($"{_line.Count} requests are already waiting for a worker of pool {this.GetPrimaryKeyString()}", AdmissionPolicy.RetryAfter(_line.Count));
    }
}
