using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Simulator.Peers;

/// <summary>
/// Splitwise's placement (Patel et al., 2024): a prompt pool and a token pool, each machine chosen by the shortest queue. When the best machine of a pool has
/// too much to do, one of the other pool is borrowed for this request; it has returned when its foreign work is done.
/// </summary>
internal static class SplitwiseRule
{
    // A token machine that is so full would soon have to preempt.
    private const double FullShare = 0.9;

    /// <summary>Workers of a request.</summary>
    /// <param name="promptTokens">Length of the prompt.</param>
    /// <param name="workers">All that take work.</param>
    /// <param name="longestQueue">Seconds of prompts beyond which a prompt machine counts as busy.</param>
    public static RouteChoice Pick(int promptTokens, ReadOnlySpan<WorkerLoad> workers, double longestQueue)
    {
        var (prompt, token) = (-1, -1);
        for (var i = 0; i < workers.Length; i++)
        {
            ref readonly var worker = ref workers[i];
            if (worker.Room == 0) continue;
            if (worker.Status.Role == WorkerRole.Prefill && (prompt < 0 || Queue(worker) < Queue(workers[prompt]))) prompt = i;
            if (worker.Status.Role == WorkerRole.Decode && (token < 0 || worker.Sequences < workers[token].Sequences)) token = i;
        }
        if (prompt < 0 && token < 0) return new RouteChoice(null, null, "every worker is full", []);
        // A borrowed machine does both: its batches are mixed.
        if (prompt < 0) return Choose(workers, token, token, "the prompt pool is full");
        if (token < 0) return Choose(workers, prompt, prompt, "the token pool is full");
        if (Queue(workers[prompt]) > longestQueue && Queue(workers[token]) < Queue(workers[prompt])) return Choose(workers, token, token, "a token machine is borrowed");
        return IsFull(workers[token], promptTokens) && !IsFull(workers[prompt], promptTokens)
            ? Choose(workers, prompt, prompt, "a prompt machine is borrowed")
            : Choose(workers, prompt, token, "prompt and token machine");
    }

    private static double Queue(in WorkerLoad worker) => worker.Status.PrefillTokensWaiting / worker.TokensPerSecond;

    private static bool IsFull(in WorkerLoad worker, int promptTokens)
    {
        var status = worker.Status;
        var blockTokens = Math.Max(1, status.MaxContext / Math.Max(1, status.KvBlocksTotal));
        return status.KvBlocksTotal - status.KvBlocksFree - status.KvBlocksCached + promptTokens / blockTokens > FullShare * status.KvBlocksTotal;
    }

    private static RouteChoice Choose(ReadOnlySpan<WorkerLoad> workers, int prefill, int decode, string reason) => new(workers[prefill].Status, workers[decode].Status, reason, []);
}
