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
}
