using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Policies.Admission;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Peers;

namespace Orchestrator.Simulator.Fleet;

/// <summary>The router of a fleet: applies <see cref="RoutingPolicy"/> to what the workers hold at this moment, and keeps the line of those who wait.</summary>
internal sealed class FleetPlacement(FleetOptions options, IReadOnlyList<FleetWorker> workers, FleetMembership membership, Random random)
{
    // Answers are asked for with a limit, not with their length.
    internal const int LeastMaxTokens = 128;

    private readonly WaitingLine _tickets = new(options.Routing.MaxWaiting);
    private readonly SortedSet<(int Priority, int Number, FleetRequest Request)> _line = new(Comparer<(int Priority, int Number, FleetRequest Request)>.Create(
        static (a, b) => a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Number.CompareTo(b.Number)));
    private readonly RoutingWeights _weights = options.Routing.Weights;
    private WorkerLoad[] _loads = [];
    private FleetWorker[] _routable = [];
    private long _assignments;

    /// <summary>Requests that wait for a worker.</summary>
    public int Waiting => _line.Count;

    /// <summary>The first of the line; null when nobody waits.</summary>
    public FleetRequest? First => _line.Count > 0 ? _line.Min.Request : null;

    /// <summary>Puts a request in the line; false when its part of it is full. Those who have part of an answer are always let in.</summary>
    public bool TryWait(FleetRequest request)
    {
        if (!_tickets.TryWait(Key(request), request.Arrival.Priority, TimeSpan.MaxValue, mustTake: request.Emitted > 0 || request.Faults > 0)) return false;
        _line.Add((request.Arrival.Priority, request.Number, request));
        return true;
    }

    public void Leave(FleetRequest request)
    {
        _tickets.Leave(Key(request));
        _line.Remove((request.Arrival.Priority, request.Number, request));
    }

    /// <summary>Where a request should go now; the choice may have found nobody.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Seconds.</param>
    /// <param name="prefilled">Whose prompt is computed and only its decoding is to be placed.</param>
    public RouteChoice Choose(FleetRequest request, double now, FleetWorker? prefilled = null)
    {
        var query = new RouteQuery
        {
            Key = Key(request),
            PromptTokens = request.GivenTokens,
            MaxTokens = Math.Max(LeastMaxTokens, request.Arrival.AnswerTokens) - request.Emitted,
            Priority = request.Arrival.Priority,
            Prefilled = prefilled?.Life,
        };
        var loads = Loads(request, now);
        // Not every rule asks; a request that no worker can hold would wait at one for ever.
        if (loads.Length > 0 && (long)query.PromptTokens + query.MaxTokens > options.MaxContext)
            return new RouteChoice(null, null, $"{query.PromptTokens + query.MaxTokens} tokens are needed; a worker holds {options.MaxContext}", []) { IsHopeless = true };
        if (prefilled is not null) return RoutingPolicy.Pick(query, loads, options.Routing, random);
        return options.Mode switch
        {
            RoleMode.Splitwise splitwise => SplitwiseRule.Pick(query.PromptTokens, loads, splitwise.LongestQueue),
            RoleMode.Conditional conditional => ConditionalRule.Pick(query.PromptTokens, options.BlockTokens, loads, conditional.Threshold),
            _ => RoutingPolicy.Pick(query, loads, options.Routing, random),
        };
    }

    /// <summary>The worker whose status a choice names.</summary>
    public FleetWorker Of(Contracts.Pools.WorkerStatus status) => workers[FleetWorker.NumberOf(status.Life.Worker)];

    /// <summary>A request goes to its workers: they are promised to have its blocks, and to be busy with it.</summary>
    public void Assign(FleetRequest request, RouteChoice choice, double now)
    {
        var (prefill, decode) = (Of(choice.Prefill!), Of(choice.Decode!));
        (request.Prefill, request.Decode) = (prefill, decode);
        (request.PrefillEpoch, request.DecodeEpoch) = (prefill.Epoch, decode.Epoch);
        request.Attempt++;
        request.State = RequestState.Placed;
        var at = TimeSpan.FromSeconds(now);
        prefill.Recent.Add(choice.ComputeSeconds, at, _weights.BalanceSeconds);
        prefill.NewestAssignment = ++_assignments;
        var tokens = request.GivenTokens - choice.CachedTokens;
        request.IncomingTokens = tokens;
        prefill.Incoming = (prefill.Incoming.Requests + 1, prefill.Incoming.Tokens + tokens);
        foreach (var name in request.Names) prefill.Promised[name] = prefill.Promised.GetValueOrDefault(name) + 1;
        request.IsPromised = true;
        if (request.IsSplit) Expect(request, decode);
        prefill.Touch();
    }

    /// <summary>A worker of a new role has not to make up for the prompts that the others of this role were given.</summary>
    public void Welcome(FleetWorker worker, double now)
    {
        var at = TimeSpan.FromSeconds(now);
        worker.Recent = RecentWork.OfNewcomer([.. workers.Where(w => w != worker && w.Role == worker.Role).Select(w => w.Recent.At(at, _weights.BalanceSeconds))], at);
    }

    /// <summary>A worker will decode a request and has not yet made room.</summary>
    public static void Expect(FleetRequest request, FleetWorker decode)
    {
        request.Expecting = decode;
        decode.Expected++;
        decode.Touch();
    }

    /// <summary>Nobody expects the request any more.</summary>
    public static void Unexpect(FleetRequest request)
    {
        if (request.Expecting is not { } decode) return;
        request.Expecting = null;
        decode.Expected--;
        decode.Touch();
    }

    /// <summary>The prompt is computed, or will not be there.</summary>
    public static void EndPromise(FleetRequest request)
    {
        if (!request.IsPromised) return;
        request.IsPromised = false;
        var promised = request.Prefill!.Promised;
        foreach (var name in request.Names)
        {
            // A worker that has begun anew has forgotten its promises.
            if (!promised.TryGetValue(name, out var count)) continue;
            if (count == 1) promised.Remove(name);
            else promised[name] = count - 1;
        }
    }

    /// <summary>The request has reached its worker, or never will.</summary>
    public static void EndDelivery(FleetRequest request)
    {
        if (request.IncomingTokens is not { } tokens) return;
        request.IncomingTokens = null;
        var worker = request.Prefill!;
        worker.Incoming = (worker.Incoming.Requests - 1, worker.Incoming.Tokens - tokens);
        worker.Touch();
    }

    private Span<WorkerLoad> Loads(FleetRequest request, double now)
    {
        if (_loads.Length < workers.Count) (_loads, _routable) = (new WorkerLoad[workers.Count], new FleetWorker[workers.Count]);
        var at = TimeSpan.FromSeconds(now);
        var count = 0;
        foreach (var worker in membership.Routable)
        {
            if (worker.IsShifting(now) || worker.IsParked || request.Excluded.Contains(worker.Life)) continue;
            _routable[count] = worker;
            _loads[count++] = new WorkerLoad(worker.Status, worker.Incoming.Requests + worker.Expected)
            {
                HandedOutTokens = worker.Incoming.Tokens,
                NewestAssignment = worker.NewestAssignment,
                RecentSeconds = worker.Recent.At(at, _weights.BalanceSeconds),
            };
            if (request.Names.Length > 0) _loads[count - 1] = Holding(_loads[count - 1], worker, request.Names);
        }
        return _loads.AsSpan(0, count);
    }

    private static WorkerLoad Holding(WorkerLoad load, FleetWorker worker, ulong[] names)
    {
        var (cached, inHost) = (0, 0);
        for (; cached < names.Length; cached++)
        {
            if (worker.Blocks.Find(names[cached]) >= 0 || worker.Promised.ContainsKey(names[cached])) continue;
            if (!worker.Blocks.IsInHost(names[cached])) break;
            inHost++;
        }
        return load with { CachedBlocks = cached, HostBlocks = inHost };
    }

    private static AttemptKey Key(FleetRequest request) => new(new RequestId(new Guid(request.Number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), 0, 1);
}
