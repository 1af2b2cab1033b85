using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Policies.Routing;

/// <summary>Weighs the workers of one request, and remembers what was weighed.</summary>
internal readonly ref struct RouteScale(RouteQuery query, ReadOnlySpan<WorkerLoad> workers, RoutingOptions options, Random random)
{
    // Prompts are computed in pieces, and each piece's step carries a token of every sequence that decodes there.
    private const double PieceTokens = 512;

    private const int FewWorkers = 128;

    private readonly ReadOnlySpan<WorkerLoad> _workers = workers;
    // Most plans weigh two sides.
    private readonly List<Candidate> _weighed = new(2 * Math.Min(workers.Length, RoutingOptions.KeptCandidates));

    /// <summary>The cheapest of some workers to run prompt and answer; -1 when none of them has room.</summary>
    public int CheapestForBoth(int[] among, WorkerRole side)
    {
        Span<double> decode = among.Length <= FewWorkers ? stackalloc double[among.Length] : new double[among.Length];
        for (var i = 0; i < among.Length; i++) decode[i] = Decode(_workers[among[i]]);
        return CheapestForPrompt(among, side, decode);
    }

    /// <summary>The cheapest of some workers to run the prompt; -1 when none of them has room.</summary>
    /// <param name="among">The workers to choose from.</param>
    /// <param name="decoders">Workers of whom one would decode what a prefill worker has prefilled; whoever is no prefill worker decodes by itself. Empty: decoding is no matter.</param>
    public int CheapestForPrompt(int[] among, int[] decoders)
    {
        Span<double> decode = among.Length <= FewWorkers ? stackalloc double[among.Length] : new double[among.Length];
        decode.Clear();
        if (decoders.Length > 0)
        {
            var elsewhere = double.PositiveInfinity;
            foreach (var i in decoders) if (_workers[i].Room > 0) elsewhere = Math.Min(elsewhere, Decode(_workers[i]));
            for (var i = 0; i < among.Length; i++)
            {
                ref readonly var worker = ref _workers[among[i]];
                decode[i] = worker.Status.Role == WorkerRole.Prefill && !double.IsPositiveInfinity(elsewhere) ? elsewhere + SendSeconds(among[i]) : Decode(worker);
            }
        }
        return CheapestForPrompt(among, WorkerRole.Prefill, decode);
    }

    /// <summary>The cheapest of some workers to decode; -1 when none of them has room.</summary>
    public int CheapestForDecode(int[] among)
    {
        Span<double> costs = among.Length <= FewWorkers ? stackalloc double[among.Length] : new double[among.Length];
        for (var i = 0; i < among.Length; i++) costs[i] = Decode(_workers[among[i]]);
        return Cheapest(among, WorkerRole.Decode, costs);
    }

    /// <summary>Tokens of the prompt that a worker would have to compute.</summary>
    public int Uncached(int worker) => query.PromptTokens - Cached(_workers[worker]);

    /// <summary>Seconds until a worker would have computed what it lacks of the prompt, waiting included.</summary>
    public double SecondsUntilComputed(int worker) => (Waiting(_workers[worker]) + Uncached(worker)) / _workers[worker].TokensPerSecond;

    /// <summary>Whether a prompt spends too much of its time before its first token at a worker.</summary>
    public bool IsLate(int worker, Borrowing borrowing) => SecondsUntilComputed(worker) > borrowing.Patience(Uncached(worker) / _workers[worker].TokensPerSecond);

    /// <summary>The worker of some that would have the prompt computed soonest beside its answers, and sooner than <paramref name="instead"/>; -1 when there is none.</summary>
    public int Soonest(int[] among, int instead, Borrowing borrowing)
    {
        var (best, least) = (-1, SecondsUntilComputed(instead));
        foreach (var i in among)
        {
            ref readonly var worker = ref _workers[i];
            if (worker.Room == 0 || !HasBlocks(worker) || borrowing.IsFull(worker)) continue;
            var seconds = SecondsUntilComputed(i) / borrowing.Spare(worker);
            if (seconds < least) (best, least) = (i, seconds);
        }
        return best;
    }

    /// <summary>Whether the worker that computes a prompt should go on with its answer, because whoever decodes best is full and it is not.</summary>
    public bool MayKeep(int prefill, int decode, Borrowing borrowing)
    {
        ref readonly var first = ref _workers[prefill];
        if (decode >= 0 && HasBlocks(_workers[decode]) && !borrowing.IsOverfull(_workers[decode])) return false;
        return HasBlocks(first) && !borrowing.IsFull(first) && !IsLate(prefill, borrowing);
    }

    // Prompts that are on their way there, and this one with what is likely to follow.
    private bool HasBlocks(in WorkerLoad worker) =>
        worker.Status.KvBlocksTotal == 0 || DecodeCosts.Blocks(query.PromptTokens, query.MaxTokens, options.BlockTokens, worker) <= worker.Status.KvBlocksFree + worker.Status.KvBlocksCached;

    /// <summary>Seconds that a worker takes to send the prompt's keys and values; 0 while it has not measured.</summary>
    public double SendSeconds(int worker) =>
        _workers[worker].Status is { KvBytesPerSecond: > 0 } status ? query.PromptTokens * (double)status.KvBytesPerToken / status.KvBytesPerSecond : 0;

    public RouteChoice Choose(int prefill, int decode, string reason) => new(_workers[prefill].Status, _workers[decode].Status, reason, _weighed)
    {
        CachedTokens = Cached(_workers[prefill]),
        ComputeSeconds = PromptCosts.ComputeSeconds(query.PromptTokens, ToProspect(_workers[prefill], 0)),
    };

    public RouteChoice Full() => new(null, null, "every worker is full", _weighed);

    private int CheapestForPrompt(int[] among, WorkerRole side, ReadOnlySpan<double> decode)
    {
        Span<Prospect> prospects = among.Length <= FewWorkers ? stackalloc Prospect[among.Length] : new Prospect[among.Length];
        Span<double> costs = among.Length <= FewWorkers ? stackalloc double[among.Length] : new double[among.Length];
        for (var i = 0; i < among.Length; i++) prospects[i] = ToProspect(_workers[among[i]], decode[i]);
        PromptCosts.Fill(options.Rule, query.PromptTokens, options.BlockTokens, prospects, options.Weights, random, costs);
        return Cheapest(among, side, costs);
    }

    private int Cheapest(int[] among, WorkerRole side, Span<double> costs)
    {
        Remember(among, side, costs);
        for (var i = 0; i < among.Length; i++) if (_workers[among[i]].Room == 0) costs[i] = double.PositiveInfinity;
        var best = Lowest.Of(costs, random);
        return best < 0 ? -1 : among[best];
    }

    // Keeps the cheapest of this side in order; most pools have fewer workers than are kept.
    private void Remember(int[] among, WorkerRole side, ReadOnlySpan<double> costs)
    {
        Span<int> kept = stackalloc int[RoutingOptions.KeptCandidates];
        var count = 0;
        for (var i = 0; i < among.Length; i++)
        {
            if (count == kept.Length && costs[kept[^1]] <= costs[i]) continue;
            var place = count < kept.Length ? count++ : count - 1;
            for (; place > 0 && costs[kept[place - 1]] > costs[i]; place--) kept[place] = kept[place - 1];
            kept[place] = i;
        }
        foreach (var i in kept[..count])
        {
            ref readonly var worker = ref _workers[among[i]];
            _weighed.Add(new Candidate(worker.Status.Life.Worker, side, costs[i]) { CachedTokens = Cached(worker), Sequences = worker.Sequences, WaitingTokens = Waiting(worker) });
        }
    }

    private Prospect ToProspect(in WorkerLoad worker, double decode)
    {
        var cached = Cached(worker);
        var pieces = Math.Max(1, (query.PromptTokens - cached) / PieceTokens);
        return new Prospect
        {
            WaitingTokens = Waiting(worker),
            CachedTokens = cached,
            HostTokens = Math.Min(cached, worker.HostBlocks * options.BlockTokens),
            TokensPerSecond = worker.TokensPerSecond,
            RecentSeconds = worker.RecentSeconds,
            Sequences = worker.Sequences,
            HeldTokens = (double)(worker.Status.KvBlocksTotal - worker.Status.KvBlocksFree - worker.Status.KvBlocksCached) * options.BlockTokens,
            NewestAssignment = worker.NewestAssignment,
            DecodeSeconds = pieces * worker.Sequences * worker.SequenceSeconds + decode,
        };
    }

    private double Decode(in WorkerLoad worker) => DecodeCosts.Seconds(query.PromptTokens, query.MaxTokens, options.BlockTokens, worker);

    private static double Waiting(in WorkerLoad worker) => worker.Status.PrefillTokensWaiting + worker.HandedOutTokens;

    // The prompt's last token is always computed: its logits are the first answer.
    private int Cached(in WorkerLoad worker) => Math.Max(0, Math.Min(worker.CachedBlocks * options.BlockTokens, query.PromptTokens - 1));
}
