using System.Globalization;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Policies.Routing;

/// <summary>
/// Picks the workers of a request: who runs the prompt, who decodes, and whether these are two. Roles are preferences: a side without any
/// worker of its role is served by the others. Ties are broken at random.
/// </summary>
public static class RoutingPolicy
{
    /// <summary>Decides where a request goes.</summary>
    /// <param name="query">What is to be placed.</param>
    /// <param name="workers">All workers of the pool that take work, with what they hold of the prompt.</param>
    /// <param name="options">Settings.</param>
    /// <param name="random">Breaks ties.</param>
    public static RouteChoice Pick(RouteQuery query, ReadOnlySpan<WorkerLoad> workers, RoutingOptions options, Random random)
    {
        var needed = (long)query.PromptTokens + query.MaxTokens;
        var usable = Usable(query, workers, needed, out var largest);
        if (workers.Length > 0 && largest < needed)
            return new RouteChoice(null, null, $"{needed} tokens are needed; the largest worker holds {largest}", []) { IsHopeless = true };
        if (usable.Length == 0) return new RouteChoice(null, null, workers.Length == 0 ? "the pool has no worker" : "no worker is left for this request", []);
        var scale = new RouteScale(query, workers, options, random);
        if (query is { IsMigration: true, Prefilled: { } leaving }) return Migration(query, leaving, workers, usable, options, scale);
        if (query.Prefilled is { } source) return DecodeOnly(query, source, workers, usable, scale);
        if (options.Disaggregate == Disaggregate.Never || query.MaxTokens <= 1) return Together(query, workers, usable, options, scale);
        return options.Disaggregate == Disaggregate.Always ? Apart(query, workers, usable, -1, options, scale) : Either(query, workers, usable, options, scale);
    }

    /// <summary>Requests that the workers of a query could take at once, over all of them.</summary>
    public static int RoomFor(RouteQuery query, ReadOnlySpan<WorkerLoad> workers)
    {
        var room = 0;
        foreach (var i in Usable(query, workers, (long)query.PromptTokens + query.MaxTokens, out _)) room += workers[i].Room;
        return room;
    }

    private static int[] Usable(RouteQuery query, ReadOnlySpan<WorkerLoad> workers, long needed, out int largest)
    {
        var usable = new int[workers.Length];
        var excluded = query.Excluded.AsSpan();
        var (count, equals) = (0, 0);
        largest = 0;
        for (var i = 0; i < workers.Length; i++)
        {
            var status = workers[i].Status;
            largest = Math.Max(largest, status.MaxContext);
            if (needed > status.MaxContext || excluded.Contains(status.Life)) continue;
            usable[count++] = i;
            if (status.Fingerprint == query.Fingerprint) equals++;
        }
        var all = usable.AsSpan(0, count);
        if (equals == 0 || query.Fingerprint is not { Length: > 0 } wanted) return count == usable.Length ? usable : all.ToArray();
        var equal = new int[equals];
        foreach (var i in all) if (workers[i].Status.Fingerprint == wanted) equal[^equals--] = i;
        return equal;
    }

    private static RouteChoice Together(RouteQuery query, ReadOnlySpan<WorkerLoad> workers, int[] usable, RoutingOptions options, RouteScale scale)
    {
        var side = options.Disaggregate == Disaggregate.Never ? WorkerRole.Mixed : WorkerRole.Decode;
        var one = scale.CheapestForBoth(options.Disaggregate == Disaggregate.Never ? usable : Preferring(side, workers, usable), side);
        return one < 0 ? scale.Full() : scale.Choose(one, one, options.Disaggregate == Disaggregate.Never ? "one worker does both by setting" : "one token is asked for: nothing to decode elsewhere");
    }

    // Whoever decodes computes the prompt too when there is little to compute, or when computing is quicker than sending.
    private static RouteChoice Either(RouteQuery query, ReadOnlySpan<WorkerLoad> workers, int[] usable, RoutingOptions options, RouteScale scale)
    {
        var one = scale.CheapestForBoth(Preferring(WorkerRole.Decode, workers, usable), WorkerRole.Decode);
        var from = options.DisaggregateFrom;
        if (one < 0) return query.PromptTokens < from ? scale.Full() : Apart(query, workers, usable, one, options, scale);
        var uncached = scale.Uncached(one);
        if (query.PromptTokens < from) return scale.Choose(one, one, $"{query.PromptTokens} prompt tokens, under {from}: one worker does both");
        if (uncached < from) return scale.Choose(one, one, $"{uncached} of {query.PromptTokens} prompt tokens to compute, under {from}: one worker does both");
        return Apart(query, workers, usable, one, options, scale);
    }

    /// <param name="query">What is to be placed.</param>
    /// <param name="workers">All workers.</param>
    /// <param name="usable">Places of those that may have it.</param>
    /// <param name="one">Who would do both best; -1 when nobody can, or nobody may.</param>
    /// <param name="options">Settings.</param>
    /// <param name="scale">Weighs.</param>
    private static RouteChoice Apart(RouteQuery query, ReadOnlySpan<WorkerLoad> workers, int[] usable, int one, RoutingOptions options, RouteScale scale)
    {
        var always = options.Disaggregate == Disaggregate.Always;
        var prefill = scale.CheapestForPrompt(Preferring(WorkerRole.Prefill, workers, usable), always ? [] : Filter(usable, workers, static (in WorkerLoad w) => w.Status.Role != WorkerRole.Prefill));
        if (prefill < 0) return scale.Full();
        var first = workers[prefill].Status;
        // Who does not prefer prefill keeps what it prefills, unless every request is to be split.
        if (first.Role != WorkerRole.Prefill && !always)
            return scale.Choose(prefill, prefill, first.Role == WorkerRole.Mixed ? "a mixed worker does both" : "the pool has no prefill worker");
        var others = Others(first, workers, usable);
        if (others.Length == 0) return scale.Choose(prefill, prefill, "no second worker of equal numerics");
        if (one >= 0 && options.Borrowing is { } late && scale.IsLate(prefill, late) && scale.Soonest(Filter(usable, workers, static (in WorkerLoad w) => w.Status.Role == WorkerRole.Decode), prefill, late) is >= 0 and var helper)
            return scale.Choose(helper, helper, "the prompt would be late: a decode worker computes it beside its answers");
        var decode = scale.CheapestForDecode(Preferring(WorkerRole.Decode, workers, others));
        if (options.Borrowing is { } slow && !always && scale.MayKeep(prefill, decode, slow)) return scale.Choose(prefill, prefill, "those that decode are full: the prefill worker goes on with it");
        if (decode < 0) return first.Role == WorkerRole.Mixed ? scale.Choose(prefill, prefill, "every other worker is full") : scale.Full();
        if (always) return scale.Choose(prefill, decode, $"{query.PromptTokens} prompt tokens: prefill and decode apart");
        if (workers[decode].Status.Role == WorkerRole.Prefill) return scale.Choose(prefill, prefill, "the pool has no decode worker");
        if (one >= 0 && (scale.SendSeconds(prefill), scale.SecondsUntilComputed(one)) is var (sending, computing) && sending > computing)
            return scale.Choose(one, one, string.Create(CultureInfo.InvariantCulture, $"sending {query.PromptTokens} tokens would take {sending:0.###} s, computing {scale.Uncached(one)} takes {computing:0.###} s: one worker does both"));
        return scale.Choose(prefill, decode, $"{query.PromptTokens} prompt tokens: prefill and decode apart");
    }

    private static RouteChoice DecodeOnly(RouteQuery query, WorkerLife source, ReadOnlySpan<WorkerLoad> workers, int[] usable, RouteScale scale)
    {
        var prefill = 0;
        while (prefill < workers.Length && workers[prefill].Status.Life != source) prefill++;
        if (prefill == workers.Length) return new RouteChoice(null, null, $"prefill worker {source} is gone", []);
        var decode = scale.CheapestForDecode(Filter(Others(workers[prefill].Status, workers, usable), workers, static (in WorkerLoad w) => w.Status.Role != WorkerRole.Prefill));
        return decode < 0
            ? scale.Choose(prefill, prefill, "no other decode worker: the prefill worker decodes")
            : scale.Choose(prefill, decode, $"decode of {query.Key.Request} moves, its prefill stands");
    }

    // Both sides of the choice are the worker that takes it. A worker that drains is not among the workers: from there even another prefill worker is better than none.
    private static RouteChoice Migration(RouteQuery query, WorkerLife source, ReadOnlySpan<WorkerLoad> workers, int[] usable, RoutingOptions options, RouteScale scale)
    {
        var blocks = query.PromptTokens / options.BlockTokens + 1L;
        // What was handed out and does not show yet is taken to need as much: answers leave a worker all at once.
        var takers = Filter(usable, workers, (in WorkerLoad w) => w.Status.Life != source && w.Status.Fingerprint == query.Fingerprint && w.Room > 0
            && (w.Status.KvBlocksTotal == 0 || (w.HandedOut + 1L) * blocks <= w.Status.KvBlocksFree + w.Status.KvBlocksCached));
        var taker = scale.CheapestForDecode(Filter(takers, workers, static (in WorkerLoad w) => w.Status.Role != WorkerRole.Prefill));
        var stays = false;
        foreach (ref readonly var worker in workers) stays |= worker.Status.Life == source;
        if (taker < 0 && !stays) taker = scale.CheapestForDecode(takers);
        return taker < 0 ? scale.Full() : scale.Choose(taker, taker, $"the answer goes on elsewhere, {query.PromptTokens} tokens with it");
    }

    private static int[] Others(WorkerStatus first, ReadOnlySpan<WorkerLoad> workers, int[] usable)
    {
        var (life, fingerprint) = (first.Life, first.Fingerprint);
        return Filter(usable, workers, (in WorkerLoad w) => w.Status.Life != life && w.Status.Fingerprint == fingerprint);
    }

    private static int[] Preferring(WorkerRole side, ReadOnlySpan<WorkerLoad> workers, int[] among)
    {
        var preferred = side == WorkerRole.Prefill
            ? Filter(among, workers, static (in WorkerLoad w) => w.Status.Role != WorkerRole.Decode)
            : Filter(among, workers, static (in WorkerLoad w) => w.Status.Role != WorkerRole.Prefill);
        return preferred.Length > 0 ? preferred : among;
    }

    // By reference: a load is large, and every worker of the pool is looked at.
    private delegate bool Keeps(in WorkerLoad worker);

    private static int[] Filter(int[] among, ReadOnlySpan<WorkerLoad> workers, Keeps keeps)
    {
        var kept = new int[among.Length];
        var count = 0;
        foreach (var i in among) if (keeps(in workers[i])) kept[count++] = i;
        return count == kept.Length ? kept : kept[..count];
    }
}
