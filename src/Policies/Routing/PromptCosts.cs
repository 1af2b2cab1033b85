namespace Orchestrator.Policies.Routing;

/// <summary>What a prompt would cost on each worker, by each <see cref="RoutingRule"/>. The router and the simulator call these very functions.</summary>
public static class PromptCosts
{
    // What a token costs that has to come from the host's memory, as part of computing it; Dynamo's figure.
    private const double HostShare = 0.25;

    // SGLang's router: balance before affinity beyond both, and a prefix counts from this part of the prompt on.
    private const double SglangAbsolute = 64;
    private const double SglangRelative = 1.5;
    private const double SglangMatch = 0.3;

    /// <summary>Fills in one cost per worker; lower is better, and only the order of the costs of one call means anything.</summary>
    /// <param name="rule">Whose costs.</param>
    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="blockTokens">Tokens of a KV block, the unit of some rules.</param>
    /// <param name="workers">[n]</param>
    /// <param name="weights">Of the default rule.</param>
    /// <param name="random">For rules that draw.</param>
    /// <param name="costs">[n]</param>
    public static void Fill(RoutingRule rule, int promptTokens, int blockTokens, ReadOnlySpan<Prospect> workers, RoutingWeights weights, Random random, Span<double> costs)
    {
        switch (rule)
        {
            case RoutingRule.Default:
                Predicted(promptTokens, workers, weights, costs);
                break;
            case RoutingRule.RoundRobin:
                for (var i = 0; i < costs.Length; i++) costs[i] = workers[i].NewestAssignment;
                break;
            case RoutingRule.PowerOfTwo:
                OfTwo(workers, random, costs);
                break;
            case RoutingRule.LeastLoaded:
                Waiting(workers, costs);
                break;
            case RoutingRule.LongestPrefix:
                for (var i = 0; i < costs.Length; i++) costs[i] = -workers[i].CachedTokens;
                break;
            case RoutingRule.Sglang:
                Sglang(promptTokens, blockTokens, workers, costs);
                break;
            case RoutingRule.Dynamo:
                Dynamo(promptTokens, blockTokens, workers, costs);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule, null);
        }
    }

    /// <summary>Seconds that computing what is not cached takes.</summary>
    public static double ComputeSeconds(int promptTokens, in Prospect worker) =>
        Math.Max(0, promptTokens - worker.CachedTokens + HostShare * worker.HostTokens) / worker.TokensPerSecond;

    /// <summary>
    /// Predicted seconds. Waiting counts once, for it delays this request alone. Computing counts more than once: it also delays whoever
    /// comes next, and its blocks drive out blocks that others would have used. Work that a worker was lately given beyond the others'
    /// mean counts a little, and never much more than the whole prompt, so that a prefix that everybody shares spreads over all of them and caches
    /// turn over evenly.
    /// </summary>
    private static void Predicted(int promptTokens, ReadOnlySpan<Prospect> workers, RoutingWeights weights, Span<double> costs)
    {
        var mean = 0.0;
        foreach (ref readonly var worker in workers) mean += worker.RecentSeconds / workers.Length;
        for (var i = 0; i < costs.Length; i++)
        {
            ref readonly var worker = ref workers[i];
            costs[i] = worker.WaitingTokens / worker.TokensPerSecond
                + weights.Recompute * ComputeSeconds(promptTokens, worker)
                + Balance(promptTokens, worker, mean, weights)
                + worker.DecodeSeconds;
        }
    }

    // At most twice what computing the whole prompt counts: a worker that has just changed its role has done nothing of late, and may not get everything for it.
    private static double Balance(int promptTokens, in Prospect worker, double mean, RoutingWeights weights)
    {
        var limit = 2 * weights.Recompute * promptTokens / worker.TokensPerSecond;
        return Math.Clamp(weights.Balance * (worker.RecentSeconds - mean), -limit, limit);
    }

    private static void Waiting(ReadOnlySpan<Prospect> workers, Span<double> costs)
    {
        for (var i = 0; i < costs.Length; i++) costs[i] = workers[i].WaitingTokens + workers[i].Sequences;
    }

    private static void OfTwo(ReadOnlySpan<Prospect> workers, Random random, Span<double> costs)
    {
        costs.Fill(double.MaxValue);
        for (var draw = 0; draw < 2; draw++)
        {
            var drawn = random.Next(costs.Length);
            costs[drawn] = workers[drawn].WaitingTokens + workers[drawn].Sequences;
        }
    }

    private static void Sglang(int promptTokens, int blockTokens, ReadOnlySpan<Prospect> workers, Span<double> costs)
    {
        double most = 0, least = double.MaxValue;
        var match = 0;
        foreach (ref readonly var worker in workers)
        {
            most = Math.Max(most, worker.WaitingTokens);
            least = Math.Min(least, worker.WaitingTokens);
            match = Math.Max(match, worker.CachedTokens);
        }
        var byLoad = (most - least > SglangAbsolute * blockTokens && most > SglangRelative * least) || match <= SglangMatch * promptTokens;
        for (var i = 0; i < costs.Length; i++) costs[i] = byLoad ? workers[i].WaitingTokens : -workers[i].CachedTokens;
    }

    private static void Dynamo(int promptTokens, int blockTokens, ReadOnlySpan<Prospect> workers, Span<double> costs)
    {
        var prompt = (promptTokens + blockTokens - 1) / blockTokens;
        for (var i = 0; i < costs.Length; i++)
        {
            ref readonly var worker = ref workers[i];
            var overlap = (worker.CachedTokens - HostShare * worker.HostTokens) / blockTokens;
            costs[i] = Math.Max(0, worker.WaitingTokens / blockTokens + prompt - overlap) + worker.HeldTokens / blockTokens + prompt;
        }
    }
}
