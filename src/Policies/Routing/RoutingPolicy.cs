using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Policies.Routing;

/// <summary>Picks the workers of a request: on each side the least loaded that prefers that side, ties broken at random.</summary>
public static class RoutingPolicy
{
    /// <summary>Decides where a request goes. A side without any worker of its role is served by the others: roles are preferences.</summary>
    public static RouteChoice Pick(RouteQuery query, IReadOnlyList<WorkerLoad> workers, RoutingOptions options, Random tieBreak)
    {
        var weighed = new List<Candidate>();
        var needed = query.PromptTokens + query.MaxTokens;
        if (workers.Count > 0 && workers.All(w => w.Status.MaxContext < needed))
            return new RouteChoice(null, null, $"{needed} tokens are needed; the largest worker holds {workers.Max(w => w.Status.MaxContext)}", weighed) { IsHopeless = true };
        var usable = Usable(query, workers);
        if (usable.Count == 0) return new RouteChoice(null, null, workers.Count == 0 ? "the pool has no worker" : "no worker is left for this request", weighed);
        if (query.Prefilled is { } source) return PickDecodeOnly(query, source, workers, usable, weighed, tieBreak);

        var split = WantsSplit(query, options);
        var first = split ? Least(usable, WorkerRole.Prefill, weighed, tieBreak) : LeastForBoth(usable, options, weighed, tieBreak);
        if (first is not { } prefill) return Full(weighed);
        if (!split) return new RouteChoice(prefill.Status, prefill.Status, WhyTogether(query, options), weighed);

        // Who does not prefer prefill keeps what it prefills, unless every request is to be split.
        if (prefill.Status.Role != WorkerRole.Prefill && options.Disaggregate != Disaggregate.Always)
            return new RouteChoice(prefill.Status, prefill.Status, prefill.Status.Role == WorkerRole.Mixed ? "a mixed worker does both" : "the pool has no prefill worker", weighed);
        var others = usable.Where(w => w.Status.Life != prefill.Status.Life && w.Status.Fingerprint == prefill.Status.Fingerprint).ToList();
        if (others.Count == 0) return new RouteChoice(prefill.Status, prefill.Status, "no second worker of equal numerics", weighed);
        if (Least(others, WorkerRole.Decode, weighed, tieBreak) is not { } decode)
            return prefill.Status.Role == WorkerRole.Mixed ? new RouteChoice(prefill.Status, prefill.Status, "every other worker is full", weighed) : Full(weighed);
        return decode.Status.Role == WorkerRole.Prefill && options.Disaggregate != Disaggregate.Always
            ? new RouteChoice(prefill.Status, prefill.Status, "the pool has no decode worker", weighed)
            : new RouteChoice(prefill.Status, decode.Status, $"{query.PromptTokens} prompt tokens: prefill and decode apart", weighed);
    }

    /// <summary>Requests that the workers of a query could take at once, over all of them.</summary>
    public static int RoomFor(RouteQuery query, IReadOnlyList<WorkerLoad> workers) => Usable(query, workers).Sum(w => w.Room);

    private static List<WorkerLoad> Usable(RouteQuery query, IReadOnlyList<WorkerLoad> workers)
    {
        var usable = workers.Where(w => !query.Excluded.Contains(w.Status.Life) && query.PromptTokens + query.MaxTokens <= w.Status.MaxContext).ToList();
        if (query.Fingerprint is not { Length: > 0 } wanted) return usable;
        var equal = usable.Where(w => w.Status.Fingerprint == wanted).ToList();
        return equal.Count > 0 ? equal : usable;
    }

    private static RouteChoice PickDecodeOnly(RouteQuery query, WorkerLife source, IReadOnlyList<WorkerLoad> workers, List<WorkerLoad> usable, List<Candidate> weighed, Random tieBreak)
    {
        if (workers.FirstOrDefault(w => w.Status.Life == source) is not { Status: { } prefill })
            return new RouteChoice(null, null, $"prefill worker {source} is gone", weighed);
        var others = usable.Where(w => w.Status.Life != source && w.Status.Fingerprint == prefill.Fingerprint && w.Status.Role != WorkerRole.Prefill).ToList();
        return Least(others, WorkerRole.Decode, weighed, tieBreak) is { } decode
            ? new RouteChoice(prefill, decode.Status, $"decode of {query.Key.Request} moves, its prefill stands", weighed)
            : new RouteChoice(prefill, prefill, "no other decode worker: the prefill worker decodes", weighed);
    }

    private static bool WantsSplit(RouteQuery query, RoutingOptions options) => query.MaxTokens > 1 && options.Disaggregate switch
    {
        Disaggregate.Always => true,
        Disaggregate.Auto => query.PromptTokens >= options.DisaggregateFrom,
        _ => false,
    };

    private static string WhyTogether(RouteQuery query, RoutingOptions options) => options.Disaggregate switch
    {
        Disaggregate.Never => "one worker does both by setting",
        _ when query.MaxTokens <= 1 => "one token is asked for: nothing to decode elsewhere",
        _ => $"{query.PromptTokens} prompt tokens, under {options.DisaggregateFrom}: one worker does both",
    };

    private static WorkerLoad? LeastForBoth(List<WorkerLoad> workers, RoutingOptions options, List<Candidate> weighed, Random tieBreak) =>
        options.Disaggregate == Disaggregate.Never ? LeastOf(workers, WorkerRole.Mixed, weighed, tieBreak) : Least(workers, WorkerRole.Decode, weighed, tieBreak);

    private static WorkerLoad? Least(List<WorkerLoad> workers, WorkerRole side, List<Candidate> weighed, Random tieBreak)
    {
        var preferred = workers.Where(w => w.Status.Role == side || w.Status.Role == WorkerRole.Mixed).ToList();
        return LeastOf(preferred.Count > 0 ? preferred : workers, side, weighed, tieBreak);
    }

    private static WorkerLoad? LeastOf(List<WorkerLoad> workers, WorkerRole side, List<Candidate> weighed, Random tieBreak)
    {
        WorkerLoad? best = null;
        var ties = 0;
        foreach (var worker in workers)
        {
            weighed.Add(new Candidate(worker.Status.Life.Worker, side, worker.Sequences));
            if (worker.Room == 0) continue;
            if (best is null || worker.Sequences < best.Value.Sequences) (best, ties) = (worker, 1);
            // Reservoir sampling: each of the equals is kept with the same chance.
            else if (worker.Sequences == best.Value.Sequences && tieBreak.Next(++ties) == 0) best = worker;
        }
        return best;
    }

    private static RouteChoice Full(List<Candidate> weighed) => new(null, null, "every worker is full", weighed);
}
