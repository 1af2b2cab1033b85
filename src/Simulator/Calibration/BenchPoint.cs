using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>One figure of bench engine: steps that were measured together, and their seconds in sum.</summary>
internal readonly record struct BenchPoint(string Name, ModelShape Shape, IReadOnlyList<StepWork> Steps, double Seconds)
{
    /// <summary>The model's seconds for the same steps.</summary>
    public double Model(HardwareSpec hardware)
    {
        var cost = new StepCost(Shape, hardware, ParallelPlan.One);
        return Steps.Sum(step => cost.Seconds(step));
    }
}
