using Orchestrator.Policies.Cost;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>Every step takes the same time, whatever is in it.</summary>
internal sealed class FixedStepTimes(TimeSpan step) : IStepTimes
{
    /// <inheritdoc/>
    public double Seconds(in StepWork work) => work.Tokens > 0 ? step.TotalSeconds : 0;
}
