using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Grains.Metering;
using Orchestrator.Policies.Admission;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>Holds the newest snapshot of a pool and applies <see cref="RoutingPolicy"/>. No method awaits: a decision never waits for another.</summary>
public sealed class RouterGrain : Grain, IRouterGrain
{
    // Activations are ordered by the clocks of their silos, which may disagree: whoever has said nothing for so long is gone, whatever its clock said.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);

    // A full queue asks thousands of times a second, and each look at it takes as long as it is.
    private static readonly TimeSpan s_lapse = TimeSpan.FromMilliseconds(100);

    private const int MaxSiblings = 262_144;
    private const double PaceSeconds = 10;

    private readonly TimeProvider _time;
    private RoutingOptions _options;
    private readonly Random _tieBreak;
    private readonly RoutingRule _rule;
    private readonly long _origin;
    private readonly WorkerBook _book;
    private readonly RecentPlans _plans = new();
    private readonly Siblings _siblings;
    private readonly KvOverlap[] _found = new KvOverlap[2];
    private readonly WaitingLine _line;
    private readonly Guid _activation = Guid.NewGuid();
    private DemandSample _demand;
    private RecentWork _placed;
    private PoolView _view;
    private TimeSpan _updated;
    private TimeSpan _lapsed;

    public RouterGrain(TimeProvider time, IOptions<RouterOptions> options)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _options = options.Value.ToPolicy();
        _rule = _options.Rule;
        _tieBreak = options.Value.Seed is { } seed ? new Random(seed) : new Random();
        _book = new WorkerBook(_activation, _options.Weights);
        _siblings = new Siblings(options.Value.SiblingLife, MaxSiblings);
        _line = new WaitingLine(_options.MaxWaiting);
        _view = new PoolView("", 0, 0, []);
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        RouterMeter.Gone(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task Update(PoolView view)
    {
        var now = Now;
        if (!view.IsNewerThan(_view) && (view.Incarnation == _view.Incarnation || now - _updated <= s_silence)) return Task.CompletedTask;
        (_view, _updated) = (view, now);
        _options = _options with
        {
            Rule = view.Routing is { } name ? RuleNames.Parse(name) : _rule,
            Borrowing = view.Borrows ? new Borrowing(view.Ttft.TotalSeconds, view.Tpot.TotalSeconds) : null,
        };
        _book.Take(view.Workers, now);
        return Task.CompletedTask;
    }

    public Task Ended(int promptTokens, int answerTokens)
    {
        _demand += DemandSample.Answer(promptTokens, answerTokens);
        return Task.CompletedTask;
    }

    public Task<PoolDemand> Demand()
    {
        // Asked once a tick: who waits is told also when nobody asks for a place.
        RouterMeter.Waiting(this.GetPrimaryKeyString(), _line.Count);
        return Task.FromResult(new PoolDemand(_activation, _demand, _line.Count * MeanPrompt));
    }

    // Those who wait are taken to be as those who came.
    private double MeanPrompt => _demand.Prompts > 0 ? _demand.PromptTokens / _demand.Prompts : 0;

    public Task<RoutePlan> Route(RouteQuery query)
    {
        var now = Now;
        if (_plans.Find(query.Key, now) is { } standing) return Task.FromResult<RoutePlan>(standing);
        var began = Stopwatch.GetTimestamp();
        var plan = Decide(query, now, out var isHopeless);
        RouterMeter.Decided(this.GetPrimaryKeyString(), query, plan, _line.Count, isHopeless, began);
        return Task.FromResult(plan);
    }

    private RoutePlan Decide(RouteQuery query, TimeSpan now, out bool isHopeless)
    {
        if (now - _lapsed > s_lapse) _line.Lapse(_lapsed = now);

        var known = _siblings.Find(query.Landmarks, now, _found);
        var workers = _book.Loads(now, query.Overlaps, _found.AsSpan(0, known));
        // Those who came first go first; a newcomer passes only when there is room for all who wait.
        var ahead = _line.Ahead(query.Key, Priority(query));
        var choice = RoutingPolicy.Pick(query, workers, _options, _tieBreak);
        isHopeless = choice.IsHopeless;
        var mustWait = !choice.Found || (ahead > 0 && RoutingPolicy.RoomFor(query, workers) <= ahead);
        // Whoever runs can wait where it is.
        if (mustWait && query.IsMigration) return new RoutePlan.Refused(choice.Found ? $"{ahead} who wait come first" : choice.Reason, TimeSpan.Zero);
        if (mustWait && !choice.IsHopeless) return WaitOrRefuse(query, ahead, now);

        _line.Leave(query.Key);
        if (choice.IsHopeless) return new RoutePlan.Refused(choice.Reason, TimeSpan.Zero);
        var plan = Assign(query, choice, now);
        _plans.Add(query.Key, plan, now);
        return plan;
    }

    // Whose client has half an answer goes before newcomers.
    private static bool IsRecovery(RouteQuery query) => query.Key.Attempt > 1;

    private static int Priority(RouteQuery query) => IsRecovery(query) ? int.MaxValue : query.Priority;

    private RoutePlan.Assigned Assign(RouteQuery query, RouteChoice choice, TimeSpan now)
    {
        var uncached = query.PromptTokens - choice.CachedTokens;
        var prefill = ToTarget(choice.Prefill!, query.Prefilled is null ? _book.Give(choice.Prefill!.Life, uncached, choice.ComputeSeconds, now) : query.IsMigration ? _book.Give(choice.Prefill!.Life, 0, 0, now) : default);
        var isSplit = choice.Decode!.Life != choice.Prefill!.Life;
        var decode = isSplit ? ToTarget(choice.Decode, _book.Give(choice.Decode.Life, 0, 0, now)) : prefill;
        _siblings.Add(query.Landmarks, query.Blocks, choice.Prefill.Life, now);
        if (isSplit) _siblings.Add(query.Landmarks, query.Blocks, choice.Decode.Life, now);
        if (query.Prefilled is null) _placed.Add(1, now, PaceSeconds);
        if (!IsRecovery(query)) _demand += DemandSample.Prompt(query.PromptTokens, choice.CachedTokens);
        return new RoutePlan.Assigned(query.Key.Attempt, prefill, decode, choice.Reason, ImmutableCollectionsMarshal.AsImmutableArray(choice.Candidates.ToArray())) { CachedTokens = choice.CachedTokens };
    }

    private static WorkerTarget ToTarget(WorkerStatus worker, WorkTicket ticket) =>
        new(worker.Life, worker.Epoch, worker.WorkEndpoint, worker.KvEndpoint, worker.Fingerprint, ticket);

    private RoutePlan WaitOrRefuse(RouteQuery query, int ahead, TimeSpan now)
    {
        var (ask, priority) = (AdmissionPolicy.AskAgainAfter(ahead), Priority(query));
        return _line.TryWait(query.Key, priority, now + AdmissionPolicy.TicketLife(ask), IsRecovery(query))
            ? new RoutePlan.Wait(query.Key.Attempt, ahead, ask)
            : new RoutePlan.Refused(
                $"{_line.CountOf(priority)} requests are already waiting for a worker of pool {this.GetPrimaryKeyString()}",
                AdmissionPolicy.RetryAfter(ahead, _placed.At(now, PaceSeconds) / PaceSeconds))
            { NoWorker = _view.Workers.IsEmpty };
    }
}
