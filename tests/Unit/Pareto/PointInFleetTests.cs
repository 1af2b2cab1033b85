using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Pareto;

public sealed class PointInFleetTests
{
    [Theory]
    [InlineData("h100", "llama-3-8b", false, 1, 8, 2048, 256)]
    [InlineData("h100", "llama-3-8b", false, 1, 48, 2048, 256)]
    [InlineData("h100", "llama-3-8b", false, 1, 128, 1024, 256)]
    [InlineData("h100", "llama-3-8b", false, 2, 64, 2048, 256)]
    [InlineData("h100", "llama-3-8b", true, 1, 16, 2048, 256)]
    [InlineData("h100", "llama-3-8b", true, 1, 64, 2048, 256)]
    [InlineData("h100", "llama-3-8b", true, 2, 48, 2048, 256)]
    [InlineData("h100", "llama-3-70b", false, 4, 48, 3000, 300)]
    [InlineData("h200", "llama-3-70b", true, 2, 24, 1000, 500)]
    [InlineData("b200", "qwen3-235b-a22b-fp4", false, 4, 128, 2000, 500)]
    public void A_fleet_under_the_load_of_a_point_does_what_the_point_says(string hardware, string model, bool isDisaggregated, int tensorParallel, int batch, int prompt, int answer)
    {
        var spec = Catalogue.Default.HardwareNamed(hardware);
        var fleet = new SteadyFleet { Shape = Catalogue.Default.ModelNamed(model), Hardware = spec, Gpus = 8, Lengths = new Lengths(prompt, answer), LinkBytesPerSecond = SteadyFleet.Link(spec, 8) };
        var point = SamePlan(fleet, isDisaggregated, tensorParallel, batch);
        var measured = PointInFleet.Run(fleet, point, load: 0.98);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"split {point.Split}: TPOT {point.PerTokenSeconds:0.00000} measured {measured.PerToken:0.00000}; tokens/s/GPU {point.TokensPerSecondPerGpu:0.0} measured {measured.TokensPerSecondPerGpu:0.0}; TTFT {point.FirstTokenSeconds:0.0000} measured {measured.FirstToken:0.0000}"));
        Assert.InRange(measured.PerToken / point.PerTokenSeconds, 0.9, 1.1);
        Assert.InRange(measured.FirstToken / point.FirstTokenSeconds, 0, 1.1);
        Assert.InRange(measured.TokensPerSecondPerGpu / point.TokensPerSecondPerGpu, 0.9, 1.1);
    }

    // A simulated fleet has one plan for all workers, and lets a prompt have all of a worker's replicas.
    private static FleetPoint SamePlan(SteadyFleet fleet, bool isDisaggregated, int tensorParallel, int batch) =>
        new ParetoSearch(fleet, p => p.TensorParallel == tensorParallel && p.ExpertParallel == 1).Points().Single(p => p.IsDisaggregated == isDisaggregated && p.Batch == batch);
}
