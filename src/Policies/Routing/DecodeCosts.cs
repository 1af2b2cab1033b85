namespace Orchestrator.Policies.Routing;

/// <summary>What decoding a request would cost on a worker.</summary>
public static class DecodeCosts
{
    // Few say how long an answer will be, and most ask for far more than comes.
    private const int LikelyTokens = 128;

    /// <summary>
    /// Predicted seconds of the answer's steps there, with the sequences that are there already. A worker whose blocks would not do has to
    /// preempt: some prompt like this one is computed twice.
    /// </summary>
    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="maxTokens">Tokens of the answer at most.</param>
    /// <param name="blockTokens">Tokens of a KV block.</param>
    /// <param name="worker">The worker.</param>
    public static double Seconds(int promptTokens, int maxTokens, int blockTokens, in WorkerLoad worker)
    {
        var tokens = Math.Min(maxTokens, LikelyTokens);
        var steps = tokens * (worker.StepSeconds + worker.SequenceSeconds * worker.Sequences);
        var status = worker.Status;
        var isShort = status.KvBlocksTotal > 0 && Blocks(promptTokens, maxTokens, blockTokens, worker) > status.KvBlocksFree + status.KvBlocksCached;
        return isShort ? steps + promptTokens / worker.TokensPerSecond : steps;
    }

    /// <summary>Blocks that a request would take of a worker, those of what is on its way there included.</summary>
    /// <inheritdoc cref="Seconds"/>
    public static long Blocks(int promptTokens, int maxTokens, int blockTokens, in WorkerLoad worker) =>
        (promptTokens - (long)worker.CachedBlocks * blockTokens + worker.HandedOutTokens + Math.Min(maxTokens, LikelyTokens)) / blockTokens;
}
