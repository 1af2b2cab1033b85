using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Workloads;
using Orchestrator.Unit.Cost;
using Xunit;

namespace Orchestrator.Unit.Pareto;

public sealed class ParetoSearchTests
{
    private static readonly Catalogue s_catalogue = Catalogue.Default;

    [Theory]
    [InlineData("h100", "llama-3-8b", 16)]
    [InlineData("h200", "llama-3-70b", 24)]
    [InlineData("b200", "qwen3-235b-a22b-fp4", 48)]
    [InlineData("a100", "qwen3-32b", 7)]
    public void Every_point_is_feasible_and_the_front_is_a_front(string hardware, string model, int gpus)
    {
        var random = RandomSeed.New();
        var fleet = Fleet(hardware, model, gpus, random.Next(200, 6000), random.Next(2, 1500)) with { FirstTokenLimit = 0.5 + 2 * random.NextDouble(), PerTokenLimit = 0.05 + 0.1 * random.NextDouble() };
        var points = new ParetoSearch(fleet).Points();
        Assert.NotEmpty(points);
        Assert.All(points, p => AssertFeasible(fleet, p));
        AssertFront(points, p => p.TokensPerSecondPerGpu, p => p.IsFront);
        AssertFront(points, p => p.TokensPerSecondPerMegawatt, p => p.IsFrontByPower);
    }

    [Fact]
    public void Larger_batches_serve_each_user_slower()
    {
        var points = new ParetoSearch(Fleet("h100", "llama-3-8b", 16, 1024, 256)).Points();
        foreach (var curve in points.GroupBy(p => (p.Plan, p.PrefillPlan)))
        {
            var perUser = curve.OrderBy(p => p.Batch).Select(p => p.TokensPerSecondPerUser).ToList();
            Assert.Equal(perUser.OrderDescending(), perUser);
        }
    }

    [Fact]
    public void A_looser_limit_or_more_room_or_a_faster_link_loses_nothing()
    {
        var fleet = Fleet("h100", "llama-3-70b", 16, 3000, 300) with { FirstTokenLimit = 0.6 };
        var most = Most(fleet);
        Assert.True(Most(fleet with { FirstTokenLimit = 1.5 }) >= 0.98 * most);
        Assert.True(Most(fleet with { LinkBytesPerSecond = 2 * fleet.LinkBytesPerSecond }) >= most);
        Assert.True(Most(fleet with { Hardware = fleet.Hardware with { MemoryBytes = 1.6e11 } }) >= most);
        Assert.True(Most(fleet with { MixedPenalty = 0.5 }) <= most);
    }

    [Fact]
    public void A_fleet_twice_as_large_makes_at_least_as_much_per_gpu()
    {
        var fleet = Fleet("h100", "llama-3-8b", 8, 2048, 512);
        Assert.True(Most(fleet with { Gpus = 16, LinkBytesPerSecond = fleet.LinkBytesPerSecond }) >= Most(fleet) * (1 - 1e-9));
    }

    [Fact]
    public void The_split_is_the_one_that_keeps_both_sides_busy()
    {
        // Arithmetic is free: 9 sequences take 0.25 + 0.5418 s for a step, so 1 / 8.8 requests/s; a prefill worker computes 40 in a second.
        var toy = Toy.Perfect with { Bf16Flops = 1e30, Fp8Flops = 1e30, Fp4Flops = 1e30 };
        var fleet = new SteadyFleet { Shape = Toy.Shape, Hardware = toy, Gpus = 4, Lengths = new Lengths(100, 101), LinkBytesPerSecond = 1e9 };
        var point = new ParetoSearch(fleet, p => p.Devices == 1).Points().Single(p => p.IsDisaggregated && p.Batch == 8);
        Assert.Equal("1:3", point.Split);
        var rate = 3 * 8 / (100 * 0.7316);
        Assert.Equal(rate, point.RequestsPerSecond, 1e-4);
        Assert.Equal(rate * 101 / 4, point.TokensPerSecondPerGpu, 1e-3);
        // Three draw 500 W, the fourth 500 W in a share of its time and 100 W in the rest.
        var busy = rate / 40;
        Assert.Equal(rate * 101 / ((3 * 500 + busy * 500 + (1 - busy) * 100) / 1e6), point.TokensPerSecondPerMegawatt, 5);
        // It joins half a step later than it could; the last layer's keys and values take no time worth naming.
        Assert.Equal(0.7316 * (1 + 0.5 / 100), point.PerTokenSeconds, 1e-4);
    }

    [Fact]
    public void Keys_and_values_that_the_link_cannot_carry_are_no_point()
    {
        var fleet = Fleet("h100", "llama-3-8b", 16, 2048, 64);
        Assert.Contains(new ParetoSearch(fleet).Points(), p => p.IsDisaggregated);
        Assert.DoesNotContain(new ParetoSearch(fleet with { LinkBytesPerSecond = 1e6 }).Points(), p => p.IsDisaggregated);
    }

    [Fact]
    public void Plans_are_those_that_divide_and_fit()
    {
        var h100 = s_catalogue.HardwareNamed("h100");
        Assert.Equal(["tp1", "tp2", "tp4", "tp8"], PlanList.For(s_catalogue.ModelNamed("llama-3-8b"), h100, 16).Select(PlanList.Name));
        // 141 GB of weights: no room on one.
        Assert.Equal(["tp2", "tp4", "tp8"], PlanList.For(s_catalogue.ModelNamed("llama-3-70b"), h100, 16).Select(PlanList.Name));
        Assert.Equal(["tp1ep8", "tp2ep8", "tp4ep8", "tp8", "tp8ep8"], PlanList.For(s_catalogue.ModelNamed("qwen3-235b-a22b"), h100, 8).Select(PlanList.Name).Order());
        Assert.Empty(PlanList.For(s_catalogue.ModelNamed("llama-3-70b"), h100, 1));
    }

    private static double Most(SteadyFleet fleet) => new ParetoSearch(fleet).Points().Max(p => p.TokensPerSecondPerGpu);

    private static SteadyFleet Fleet(string hardware, string model, int gpus, int prompt, int answer)
    {
        var spec = s_catalogue.HardwareNamed(hardware);
        return new SteadyFleet { Shape = s_catalogue.ModelNamed(model), Hardware = spec, Gpus = gpus, Lengths = new Lengths(prompt, answer), LinkBytesPerSecond = SteadyFleet.Link(spec, gpus) };
    }

    private static void AssertFeasible(SteadyFleet fleet, FleetPoint point)
    {
        Assert.InRange(point.Workers * point.Plan.Devices + point.PrefillWorkers * (point.PrefillPlan?.Devices ?? 0), 1, fleet.Gpus);
        Assert.InRange(point.FirstTokenSeconds, 0, fleet.FirstTokenLimit);
        Assert.InRange(point.PerTokenSeconds, 0, fleet.PerTokenLimit);
        Assert.InRange(point.Batch * (fleet.Lengths.Prompt + fleet.Lengths.Answer / 2.0), 1, MemoryRoom.KvTokens(fleet.Shape, fleet.Hardware, point.Plan));
        Assert.Equal(0, point.Batch % point.Plan.Replicas);
        // As many begin as end.
        var perWorker = point.RequestsPerSecond / point.Workers * (fleet.Lengths.Answer - 1) * point.PerTokenSeconds;
        Assert.InRange(perWorker, point.Batch * (1 - 1e-9), double.PositiveInfinity);
        if (point.PrefillPlan is not { } plan) return;
        var prefill = new SteadyWorker(new StepCost(fleet.Shape, fleet.Hardware, plan), fleet.Lengths).Prefill(fleet.FirstTokenLimit)!;
        Assert.InRange(point.RequestsPerSecond, 0, point.PrefillWorkers * prefill.RequestsPerSecond * (1 + 1e-9));
        var bytes = point.RequestsPerSecond * fleet.Lengths.Prompt * fleet.Shape.KvBytesPerToken;
        Assert.InRange(bytes, 0, fleet.LinkBytesPerSecond * Math.Min(point.Workers * point.Plan.Devices, point.PrefillWorkers * plan.Devices));
    }

    private static void AssertFront(IReadOnlyList<FleetPoint> points, Func<FleetPoint, double> height, Func<FleetPoint, bool> isFront)
    {
        foreach (var point in points)
        {
            var isBeaten = points.Any(p => p.TokensPerSecondPerUser >= point.TokensPerSecondPerUser && height(p) >= height(point) && (p.TokensPerSecondPerUser > point.TokensPerSecondPerUser || height(p) > height(point)));
            if (isFront(point)) Assert.False(isBeaten);
            else Assert.True(isBeaten || points.Any(p => isFront(p) && p.TokensPerSecondPerUser == point.TokensPerSecondPerUser && height(p) == height(point)));
        }
    }
}
