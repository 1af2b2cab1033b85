using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Cost;

namespace Orchestrator.Policies.Scaling;

/// <summary>What one worker of a pool can do; a pool's workers are alike.</summary>
/// <param name="Times">How long its steps take.</param>
public sealed record WorkerCapability(IStepTimes Times)
{
    /// <summary>Prompt tokens of one step where nobody decodes.</summary>
    public required int PrefillChunk { get; init; }

    /// <summary>Sequences with KV blocks at the same time.</summary>
    public required int MaxRunning { get; init; }

    /// <summary>Tokens whose keys and values fit.</summary>
    public required double KvTokens { get; init; }

    /// <summary>Bytes of keys and values of one token.</summary>
    public double KvBytesPerToken { get; init; }

    /// <summary>Bytes per second of keys and values that come in from other workers; 0: not known, and taken for unlimited.</summary>
    public double LinkBytesPerSecond { get; init; }

    /// <summary>What workers say of themselves, in the mean of those that have measured it; null when none has.</summary>
    /// <param name="workers">Of one pool.</param>
    /// <param name="blockTokens">Tokens of a KV block.</param>
    public static WorkerCapability? Of(IReadOnlyCollection<WorkerStatus> workers, int blockTokens)
    {
        var (rate, step) = (Mean(workers, static w => w.PrefillTokensPerSecond), Mean(workers, static w => w.DecodeStepSeconds));
        if (rate <= 0 || step <= 0) return null;
        var mixed = Mean(workers, static w => w.MixedStepFactor);
        return new WorkerCapability(new MeasuredStepTimes(rate, step, Mean(workers, static w => w.DecodeSequenceSeconds), mixed > 0 ? mixed : 1))
        {
            PrefillChunk = (int)Math.Max(1, Mean(workers, static w => w.StepTokens)),
            MaxRunning = (int)Math.Max(1, Mean(workers, static w => w.MaxRunning)),
            KvTokens = Math.Max(1, Mean(workers, static w => w.KvBlocksTotal) * blockTokens),
            KvBytesPerToken = Mean(workers, static w => w.KvBytesPerToken),
            LinkBytesPerSecond = Mean(workers, static w => w.KvBytesPerSecond),
        };
    }

    private static double Mean(IReadOnlyCollection<WorkerStatus> workers, Func<WorkerStatus, double> of)
    {
        var (sum, count) = (0.0, 0);
        foreach (var worker in workers)
        {
            if (of(worker) is not (> 0 and var value)) continue;
            sum += value;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }
}
