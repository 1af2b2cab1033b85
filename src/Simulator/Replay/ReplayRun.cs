using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Replay;

/// <summary>
/// Sends a trace through the routing and eviction policies. A simple world, so that policies are compared and nothing else: a worker computes
/// prompts at a fixed rate, one after another; a block is there as soon as its request is placed; nothing is decoded.
/// </summary>
public static class ReplayRun
{
    /// <summary>Replays <paramref name="trace"/>; the same options give the same result.</summary>
    public static ReplayResult Run(TraceFile trace, ReplayOptions options)
    {
        var random = new Random(options.Seed);
        var weights = RoutingWeights.Default;
        ReplayWorker[] workers = [.. Enumerable.Range(0, options.Workers).Select(_ => new ReplayWorker(options.BlocksPerWorker, trace.Blocks, options.Eviction))];
        var prospects = new Prospect[workers.Length];
        var costs = new double[workers.Length];
        var firstTokens = new List<double>(trace.Requests.Count);
        var (found, all, assignment) = (0L, 0L, 0L);
        var last = TimeSpan.Zero;
        foreach (var request in trace.Requests)
        {
            var now = request.At / options.Speed;
            foreach (var worker in workers) worker.Drain((now - last).TotalSeconds * options.DrainTokensPerSecond);
            last = now;
            for (var i = 0; i < workers.Length; i++) prospects[i] = ToProspect(workers[i], request, now, options, weights);
            PromptCosts.Fill(options.Rule, request.PromptTokens, options.BlockTokens, prospects, weights, random, costs);
            var chosen = Lowest.Of(costs, random);

            var seconds = PromptCosts.ComputeSeconds(request.PromptTokens, prospects[chosen]);
            firstTokens.Add(workers[chosen].Backlog / options.DrainTokensPerSecond + seconds);
            found += workers[chosen].Match(request.Blocks);
            all += request.Blocks.Length;
            workers[chosen].Recent.Add(seconds, now, weights.BalanceSeconds);
            workers[chosen].Take(request.Blocks, seconds * options.DrainTokensPerSecond, ++assignment);
        }
        return ReplayResult.From(trace, found, all, [.. workers.Select(w => w.Computed)], firstTokens);
    }

    private static Prospect ToProspect(ReplayWorker worker, TraceRequest request, TimeSpan now, ReplayOptions options, RoutingWeights weights) => new()
    {
        WaitingTokens = worker.Backlog,
        CachedTokens = Math.Min(request.PromptTokens, worker.Match(request.Blocks) * options.BlockTokens),
        TokensPerSecond = options.DrainTokensPerSecond,
        RecentSeconds = worker.Recent.At(now, weights.BalanceSeconds),
        Sequences = 0,
        NewestAssignment = worker.NewestAssignment,
    };
}
