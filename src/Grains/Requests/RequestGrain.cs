using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Grains.Metering;
using Orchestrator.Grains.Pools;

namespace Orchestrator.Grains.Requests;

/// <summary>Owns the life of a request: numbers its attempts, asks the router, enforces deadline, cancellation and the limit of recoveries, and remembers why.</summary>
[CollectionAgeLimit(Minutes = 3)]
public sealed class RequestGrain(TimeProvider time, IOptions<PoolOptions> pools, ILogger<RequestOverlaps> logger) : Grain, IRequestGrain
{
    /// <summary>Attempts that one choice may lose to worker faults; the next fault ends it.</summary>
    public const int MaxFaults = 2;

    /// <summary>Attempts that are kept to answer why; more say nothing new.</summary>
    private const int MaxRemembered = 256;

    private static readonly TimeSpan s_overlapsLast = TimeSpan.FromMilliseconds(200);

    private readonly List<AttemptRecord> _attempts = [];
    private readonly List<RequestOutcome> _outcomes = [];
    private readonly RequestOverlaps _index = new(time, pools.Value, logger);
    private StartRequest? _request;
    private DateTimeOffset _arrived;
    private (ulong Prompt, long At, ImmutableArray<KvOverlap> Found)? _overlaps;
    private bool _cancelled;

    public Task<RoutePlan> Start(StartRequest request) => Place(request, Query(request, 1, request.PromptTokens, request.MaxTokens), "");

    public Task<RoutePlan> Recover(RecoverRequest request)
    {
        var first = request.Request;
        var query = Query(first, request.LastAttempt + 1, first.PromptTokens + request.TokensSoFar, first.MaxTokens - request.TokensSoFar) with
        {
            Prefilled = request.Prefilled,
            IsMigration = request.Cause == RecoverCause.Migration,
            Fingerprint = request.Fingerprint,
        };
        var cause = $"{request.Cause}: {request.Reason}";
        return request.Faults > MaxFaults
            ? Task.FromResult<RoutePlan>(Refuse(first, query.Key.Attempt, cause, $"request {Key.Request} was given up after {request.Faults} worker faults; the last: {request.Reason}"))
            : Place(first, query, cause);
    }

    public Task Cancel()
    {
        _cancelled = true;
        return Task.CompletedTask;
    }

    public Task Finished(RequestOutcome outcome)
    {
        _outcomes.Add(outcome);
        // Nobody waits for it: it is one answer's length among many.
        if (_request is { } request && outcome.OutputTokens > 0) GrainFactory.GetGrain<IRouterGrain>(Key.Pool).Ended(request.PromptTokens, outcome.OutputTokens).Ignore();
        return Task.CompletedTask;
    }

    public Task<RequestRecord?> Describe() => Task.FromResult(_request is null ? null : new RequestRecord(
        Key.Pool, _request.PromptTokens, _request.Deadline, _cancelled, [.. _attempts], [.. _outcomes])
    { Arrived = _arrived });

    private (string Pool, RequestId Request) Key => RequestGrainKey.Parse(this.GetPrimaryKeyString());

    private async Task<RoutePlan> Place(StartRequest request, RouteQuery query, string cause)
    {
        var asked = Meet(request);
        if (_cancelled) return Refuse(request, query.Key.Attempt, cause, "the request was cancelled");
        if (asked > request.Deadline) return Refuse(request, query.Key.Attempt, cause, $"the deadline of the request ({request.Deadline:O}) has passed");
        // Whoever has the KV is known already when only decode moves.
        if (query.Prefilled is null && request.Blocks.Length > 0)
            query = query with { Overlaps = await OverlapsAsync(request), Landmarks = Landmarks.Of(request.Blocks), Blocks = BlockNames.Count(request.Blocks) };
        var began = Stopwatch.GetTimestamp();
        var plan = await GrainFactory.GetGrain<IRouterGrain>(Key.Pool).Route(query);
        RouterMeter.Passed(Key.Pool, "router", began);
        // Asked again and again, and nothing has happened.
        if (query.IsMigration && plan is not RoutePlan.Assigned) return plan;
        // It no longer waits, and the answer is by far the largest part of what is remembered.
        if (plan is RoutePlan.Assigned) _overlaps = null;
        Remember(request.Choice, query.Key.Attempt, cause, plan, asked);
        return plan;
    }

    private RoutePlan.Refused Refuse(StartRequest request, int attempt, string cause, string reason)
    {
        var refused = new RoutePlan.Refused(reason, TimeSpan.Zero);
        Remember(request.Choice, attempt, cause, refused, Meet(request));
        return refused;
    }

    /// <summary>The time; the first time it is that of the request's arrival.</summary>
    private DateTimeOffset Meet(StartRequest request)
    {
        var now = time.GetUtcNow();
        if (_request is not null) return now;
        // The names are needed to place it, not to remember it: a long prompt has many.
        (_request, _arrived) = (request with { Blocks = [] }, now);
        return now;
    }

    // Whoever waits for a place asks many times a second, and the index changes less often.
    private async ValueTask<ImmutableArray<KvOverlap>> OverlapsAsync(StartRequest request)
    {
        // The chain's last name stands for all of it: choices of one prompt ask once.
        var prompt = BlockNames.At(request.Blocks, BlockNames.Count(request.Blocks) - 1);
        if (_overlaps is { } known && known.Prompt == prompt && time.GetElapsedTime(known.At) < s_overlapsLast) return known.Found;
        var began = Stopwatch.GetTimestamp();
        var found = await _index.FindAsync(GrainFactory, Key.Pool, request.Blocks);
        RouterMeter.Passed(Key.Pool, "index", began);
        _overlaps = (prompt, time.GetTimestamp(), found);
        return found;
    }

    private void Remember(int choice, int attempt, string cause, RoutePlan plan, DateTimeOffset asked)
    {
        // Waiting answers of one attempt replace each other: what stays is where it went.
        var known = _attempts.FindIndex(a => a.Choice == choice && a.Attempt == attempt);
        if (known < 0 && _attempts.Count >= MaxRemembered) return;
        var now = time.GetUtcNow();
        var before = known < 0 ? new AttemptRecord(choice, attempt, now, cause, plan) { Asked = asked } : _attempts[known];
        if (before.Placed is not null) return;
        var record = before with { Plan = plan, Placed = plan is RoutePlan.Assigned ? now : null, Waited = before.Waited + (plan is RoutePlan.Wait ? 1 : 0) };
        if (known < 0) _attempts.Add(record);
        else _attempts[known] = record;
    }

    private RouteQuery Query(StartRequest request, int attempt, int promptTokens, int maxTokens) => new()
    {
        Key = new AttemptKey(Key.Request, request.Choice, attempt),
        PromptTokens = promptTokens,
        MaxTokens = maxTokens,
        Priority = request.Priority,
        Excluded = [.. request.Excluded],
    };
}
