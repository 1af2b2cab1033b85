using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Pareto;

public sealed class PointInFleetTests
{
    [Theory]
    [InlineData(false, 1, 8, 2048, 256)]
    [InlineData(false, 1, 48, 2048, 256)]
    [InlineData(false, 1, 128, 1024, 256)]
    [InlineData(false, 2, 64, 2048, 256)]
    [InlineData(true, 1, 16, 2048, 256)]
    [InlineData(true, 1, 64, 2048, 256)]
    [InlineData(true, 2, 48, 2048, 256)]
    public void A_fleet_under_the_load_of_a_point_does_what_the_point_says(bool isDisaggregated, int tensorParallel, int batch, int prompt, int answer)
    {
        var hardware = Catalogue.Default.HardwareNamed("h100");
        var fleet = new SteadyFleet { Shape = Catalogue.Default.ModelNamed("llama-3-8b"), Hardware = hardware, Gpus = 8, Lengths = new Lengths(prompt, answer), LinkBytesPerSecond = SteadyFleet.Link(hardware, 8) };
        var point = SamePlan(fleet, isDisaggregated, tensorParallel, batch);
        var measured = PointInFleet.Run(fleet, point, load: 0.98);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"split {point.Split}: TPOT {point.PerTokenSeconds:0.00000} measured {measured.PerToken:0.00000}; tokens/s/GPU {point.TokensPerSecondPerGpu:0.0} measured {measured.TokensPerSecondPerGpu:0.0}; TTFT {point.FirstTokenSeconds:0.0000} measured {measured.FirstToken:0.0000}"));
        Assert.InRange(measured.PerToken / point.PerTokenSeconds, 0.9, 1.1);
        Assert.InRange(measured.FirstToken / point.FirstTokenSeconds, 0, 1.1);
        Assert.InRange(measured.TokensPerSecondPerGpu / point.TokensPerSecondPerGpu, 0.9, 1.1);
    }

    // A simulated fleet has one plan for all workers.
    private static FleetPoint SamePlan(SteadyFleet fleet, bool isDisaggregated, int tensorParallel, int batch) =>
        new ParetoSearch(fleet, p => p.TensorParallel == tensorParallel).Points().Single(p => p.IsDisaggregated == isDisaggregated && p.Batch == batch);
}
