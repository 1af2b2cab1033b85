using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Scaling;

/// <summary>A worker as the scaling policy sees it: one that serves, or is on its way to another role.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Role">The role of its orders.</param>
public readonly record struct ScalingWorker(WorkerId Id, WorkerRole Role)
{
    /// <summary>Not to be shifted: pinned, or ordered by hand.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Still on its way to the role of its orders.</summary>
    public bool IsShifting { get; init; }

    /// <summary>Prompt tokens that wait or are being computed there.</summary>
    public double PromptTokens { get; init; }

    /// <summary>Tokens in the cache of the answers that are made there.</summary>
    public double AnswerContext { get; init; }
}
