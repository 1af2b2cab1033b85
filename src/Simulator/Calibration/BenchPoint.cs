using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>One figure of bench engine: steps that were measured together, and their seconds in sum.</summary>
internal readonly record struct BenchPoint(string Name, ModelShape Shape, IReadOnlyList<StepWork> Steps, double Seconds)
{
    /// <summary>The model's seconds for the same steps.</summary>
    public double Model(HardwareSpec hardware)
    {
        // The formula itself: a StepCost's tables would be made anew for every figure that a search tries.
        var (dense, attention) = (new DenseCost(Shape, hardware, ParallelPlan.One), new AttentionCost(Shape, hardware, ParallelPlan.One, hardware.Kernels.Attention));
        var seconds = 0.0;
        foreach (var step in Steps)
        {
            seconds += hardware.Kernels.StepSeconds + dense.Layers(step.Tokens) + Shape.Layers * attention.Layer(step);
            if (step.LogitSequences > 0) seconds += dense.Head(step.LogitSequences);
        }
        return seconds;
    }
}
