using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
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
    private (int Choice, long At, ImmutableArray<KvOverlap> Found)? _overlaps;
    private bool _cancelled;

    public Task<RoutePlan> Start(StartRequest request) => Place(request, Query(request, 1, request.PromptTokens, request.MaxTokens), "");

    public Task<RoutePlan> Recover(RecoverRequest request)
    {
        if (request.Faults > MaxFaults)
            return Task.FromResult<RoutePlan>(new RoutePlan.Refused($"request {Key.Request} was given up after {request.Faults} worker faults; the last: {request.Reason}", TimeSpan.Zero));
        var first = request.Request;
        var query = Query(first, request.LastAttempt + 1, first.PromptTokens + request.TokensSoFar, first.MaxTokens - request.TokensSoFar) with
        {
            Prefilled = request.Prefilled,
            Fingerprint = request.Fingerprint,
        };
        return Place(first, query, $"{request.Cause}: {request.Reason}");
    }

    public Task Cancel()
    {
        _cancelled = true;
        return Task.CompletedTask;
    }

    public Task Finished(RequestOutcome outcome)
    {
        _outcomes.Add(outcome);
        return Task.CompletedTask;
    }

    public Task<RequestRecord?> Describe() => Task.FromResult(_request is null ? null : new RequestRecord(
        Key.Pool, _request.PromptTokens, _request.Deadline, _cancelled, [.. _attempts], [.. _outcomes]));

    private (string Pool, RequestId Request) Key => RequestGrainKey.Parse(this.GetPrimaryKeyString());

    private async Task<RoutePlan> Place(StartRequest request, RouteQuery query, string cause)
    {
        // The names are needed to place it, not to remember it: a long prompt has many.
        _request ??= request with { Blocks = [] };
        if (_cancelled) return new RoutePlan.Refused("the request was cancelled", TimeSpan.Zero);
        if (time.GetUtcNow() > request.Deadline) return new RoutePlan.Refused($"the deadline of the request ({request.Deadline:O}) has passed", TimeSpan.Zero);
        // Whoever has the KV is known already when only decode moves.
        if (query.Prefilled is null && request.Blocks.Length > 0)
            query = query with { Overlaps = await OverlapsAsync(request), Landmarks = Landmarks.Of(request.Blocks) };
        var plan = await GrainFactory.GetGrain<IRouterGrain>(Key.Pool).Route(query);
        // It no longer waits, and the answer is by far the largest part of what is remembered.
        if (plan is RoutePlan.Assigned) _overlaps = null;
        Remember(new AttemptRecord(request.Choice, query.Key.Attempt, time.GetUtcNow(), cause, plan));
        return plan;
    }

    // Whoever waits for a place asks many times a second, and the index changes less often.
    private async ValueTask<ImmutableArray<KvOverlap>> OverlapsAsync(StartRequest request)
    {
        if (_overlaps is { } known && known.Choice == request.Choice && time.GetElapsedTime(known.At) < s_overlapsLast) return known.Found;
        var found = await _index.FindAsync(GrainFactory, Key.Pool, request.Blocks);
        _overlaps = (request.Choice, time.GetTimestamp(), found);
        return found;
    }

    private void Remember(AttemptRecord record)
    {
        // Waiting answers of one attempt replace each other: what stays is where it went.
        var same = _attempts.FindIndex(a => a.Choice == record.Choice && a.Attempt == record.Attempt);
        if (same < 0 && _attempts.Count >= MaxRemembered) return;
        if (same < 0) _attempts.Add(record);
        else if (_attempts[same].Plan is not RoutePlan.Assigned) _attempts[same] = record with { At = _attempts[same].At };
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
