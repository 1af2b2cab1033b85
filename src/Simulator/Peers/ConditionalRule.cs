using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Simulator.Peers;

/// <summary>
/// llm-d's conditional disaggregation: the decode worker is chosen first, by cached prefix and load; a prefill worker is asked only when the
/// decode worker lacks more of the prompt than a threshold.
/// </summary>
internal static class ConditionalRule
{
    /// <summary>Workers of a request.</summary>
    /// <param name="promptTokens">Length of the prompt.</param>
    /// <param name="blockTokens">Tokens of a block.</param>
    /// <param name="workers">All that take work.</param>
    /// <param name="threshold">Tokens that a decode worker computes itself.</param>
    public static RouteChoice Pick(int promptTokens, int blockTokens, ReadOnlySpan<WorkerLoad> workers, int threshold)
    {
        var decode = Best(workers, WorkerRole.Decode, promptTokens, blockTokens);
        if (decode < 0) return new RouteChoice(null, null, "every decode worker is full", []);
        var uncached = promptTokens - Cached(workers[decode], promptTokens, blockTokens);
        var prefill = uncached > threshold ? Best(workers, WorkerRole.Prefill, promptTokens, blockTokens) : -1;
        if (prefill < 0) prefill = decode;
        return new RouteChoice(workers[prefill].Status, workers[decode].Status, prefill == decode ? "little to compute" : "much to compute", [])
        {
            CachedTokens = Cached(workers[prefill], promptTokens, blockTokens),
        };
    }

    // Scorers of equal weight, each from 0 to 1: the share of the prompt that is cached, and how little waits.
    private static int Best(ReadOnlySpan<WorkerLoad> workers, WorkerRole role, int promptTokens, int blockTokens)
    {
        var most = 1.0;
        foreach (ref readonly var worker in workers) if (worker.Status.Role == role) most = Math.Max(most, Load(worker, role));
        var (best, score) = (-1, double.NegativeInfinity);
        for (var i = 0; i < workers.Length; i++)
        {
            ref readonly var worker = ref workers[i];
            if (worker.Status.Role != role || worker.Room == 0) continue;
            var scored = (double)Cached(worker, promptTokens, blockTokens) / promptTokens + 1 - Load(worker, role) / most;
            if (scored > score) (best, score) = (i, scored);
        }
        return best;
    }

    private static double Load(in WorkerLoad worker, WorkerRole role) => role == WorkerRole.Prefill ? worker.Status.PrefillTokensWaiting : worker.Sequences;

    private static int Cached(in WorkerLoad worker, int promptTokens, int blockTokens) => Math.Max(0, Math.Min(worker.CachedBlocks * blockTokens, promptTokens - 1));
}
