using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Planning;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Planning;

public sealed class SplitSearchTests
{
    [Fact]
    public void Late_first_tokens_ask_for_prefill_workers_and_slow_answers_for_decode_workers()
    {
        for (var wanted = 1; wanted < 20; wanted++)
            for (var guess = 0.0; guess <= 1; guess += 0.1)
                Assert.Equal(new RoleMode.Static(wanted, 20 - wanted), SplitSearch.Find(s => Trial(s.Prefill == wanted, late: wanted - s.Prefill, slow: s.Prefill - wanted), 20, guess)!.Value.Split);
    }

    [Fact]
    public void No_split_is_tried_twice_before_it_is_given_up()
    {
        var tried = new HashSet<int>();
        Assert.Null(SplitSearch.Find(s => Trial(!tried.Add(s.Prefill), late: 10 - s.Prefill, slow: s.Prefill - 10), 32, 0.9));
        Assert.InRange(tried.Count, 2, 6);
        Assert.Null(SplitSearch.Find(_ => Trial(false, 1, 0), 2, 0.5));
    }

    private static FleetTrial Trial(bool holds, int late, int slow)
    {
        var hardware = Catalogue.Default.HardwareNamed("h100");
        var cost = s_cost ??= new StepCost(Catalogue.Default.ModelNamed("llama-3-8b"), hardware, ParallelPlan.One);
        var options = new FleetOptions { Workers = 1, Cost = cost, BlockTokens = 64, KvTokens = 100_000, Mode = new RoleMode.Aggregated() };
        return new FleetTrial(new FleetScores(new Workload("none", [], 1, 64, 0), options), holds, Math.Max(0, late), Math.Max(0, slow));
    }

    private static StepCost? s_cost;
}
