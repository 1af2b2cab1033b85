using System.Collections.Immutable;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Policies.Scaling;

/// <summary>What has happened in a pool since the last decision, and who is there.</summary>
/// <param name="Workers">Those that take work.</param>
/// <param name="Demand">Since the last observation.</param>
/// <param name="Capability">What one of the workers can do.</param>
public sealed record ScalingObservation(ImmutableArray<ScalingWorker> Workers, DemandSample Demand, WorkerCapability Capability)
{
    /// <summary>Prompt tokens of requests that wait and have not begun. What has begun cannot be shortened by anybody else.</summary>
    public double WaitingPromptTokens { get; init; }

    /// <summary>Time that a worker needs to change its role, as it has been lately.</summary>
    public TimeSpan ShiftTime { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Computed prompts for which no worker that decodes has room.</summary>
    public double WaitingAnswers { get; init; }
}
