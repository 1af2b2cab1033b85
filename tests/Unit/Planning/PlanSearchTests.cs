using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Planning;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Planning;

public sealed class PlanSearchTests
{
    private static readonly ServiceLevel s_level = new(0.5, 2, 0.05);
    private static readonly Workload s_workload = PoissonWorkload.Make(40, 60, seed: 7, LengthTable.Fixed(1500, 150));
    private static readonly Dictionary<string, double> s_noPrices = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_size_holds_and_one_worker_fewer_does_not(bool isSplit)
    {
        var kind = Kind("h100", 1, isSplit);
        var offer = Assert.Single(Search(s_noPrices).Find([kind]));
        Assert.InRange(offer.Workers!.Value, kind.Least + 1, 16);
        Assert.Equal(offer.Workers, offer.Gpus);
        Assert.InRange(offer.Figures!["attainment"]!.GetValue<double>(), 0.9, 1);
        // Of the split, every one.
        var fewer = offer.Workers.Value - 1;
        RoleMode[] modes = isSplit ? [.. Enumerable.Range(1, fewer - 1).Select(p => new RoleMode.Static(p, fewer - p))] : [new RoleMode.Aggregated()];
        Assert.All(modes, mode => Assert.False(Trials().Run(Options(kind, fewer, mode)).Holds));
    }

    [Fact]
    public void The_run_of_an_offer_is_what_serve_would_show()
    {
        var kind = Kind("h100", 1, isSplit: false);
        var offer = Assert.Single(Search(s_noPrices).Find([kind]));
        var scores = new FleetRun(Options(kind, offer.Workers!.Value, new RoleMode.Aggregated()), s_workload).Run();
        Assert.Equal(Math.Round(s_level.Attainment(scores), 5), offer.Figures!["attainment"]!.GetValue<double>());
    }

    [Fact]
    public void The_fewest_gpus_win_without_prices_and_the_least_money_with_them()
    {
        FleetKind[] kinds = [Kind("a100", 1, false), Kind("h100", 1, false)];
        var fewest = Search(s_noPrices).Find(kinds);
        Assert.Equal("h100", fewest[0].Kind.Hardware.Name);
        Assert.Null(fewest[0].Cost);
        var cheapest = Search(new() { ["a100"] = 1, ["h100"] = 20 }).Find(kinds);
        Assert.Equal("a100", cheapest[0].Kind.Hardware.Name);
        Assert.Equal(cheapest[0].Gpus, cheapest[0].Cost);
        Assert.Equal(2, cheapest.Count);
    }

    [Fact]
    public void Of_as_many_gpus_those_win_that_draw_less()
    {
        var thirsty = Kind("h100", 1, false);
        var frugal = thirsty with { Hardware = thirsty.Hardware with { Name = "frugal", PowerWatts = 500 } };
        Assert.All(new[] { new[] { thirsty, frugal }, [frugal, thirsty] }, kinds => Assert.Equal(["frugal", "h100"], Search(s_noPrices).Find(kinds).Select(o => o.Kind.Hardware.Name)));
    }

    [Fact]
    public void What_cannot_hold_at_any_size_is_not_searched_for()
    {
        var trials = new FleetTrials(s_workload, s_level with { PerToken = 0.001 }, 0.9, isByMinute: false);
        var offer = Assert.Single(new PlanSearch(trials, Options, s_noPrices, 256, _ => { }).Find([Kind("h100", 1, false)]));
        Assert.Null(offer.Workers);
        Assert.Contains("too slow with nothing else to do", offer.Why);
        Assert.Equal(0, trials.Count);
    }

    [Fact]
    public void A_fleet_that_is_too_small_at_its_largest_is_no_offer()
    {
        var offer = Assert.Single(new PlanSearch(Trials(), Options, s_noPrices, 1, _ => { }).Find([Kind("h100", 1, false)]));
        Assert.Null(offer.Workers);
        Assert.Contains("none of up to 1 GPUs holds", offer.Why);
    }

    [Fact]
    public void The_json_has_the_best_fleet_and_the_others_and_is_the_same_each_time()
    {
        FleetKind[] kinds = [Kind("h100", 1, true), Kind("h100", 2, false), Kind("h100", 1, false), Kind("h100", 8, true)];
        string Json()
        {
            var trials = Trials();
            return PlanJson.From(trials, "llama-3-8b", "mean", new PlanSearch(trials, Options, s_noPrices, 64, _ => { }).Find(kinds)).ToJsonString();
        }
        var text = Json();
        Assert.Equal(text, Json());
        var json = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        var offers = json["alternatives"]!.AsArray().Prepend(json["fleet"]).Select(o => o!).ToList();
        Assert.Equal(kinds.Length, offers.Count);
        var sizes = offers.Select(o => o["gpus"]?.GetValue<int>() ?? int.MaxValue).ToList();
        Assert.Equal(sizes.Order(), sizes);
        Assert.All(offers, o => Assert.NotEqual(o["gpus"] is null, o["why"] is null));
    }

    [Fact]
    public void Every_minute_asks_for_at_least_as_much_as_the_mean()
    {
        var bursts = BurstWorkload.Make(60, 5, 20, 60, 180, seed: 3, LengthTable.Fixed(1500, 150));
        int Gpus(bool isByMinute) => new PlanSearch(new FleetTrials(bursts, s_level, 0.9, isByMinute), Options, s_noPrices, 64, _ => { }).Find([Kind("h100", 1, false)])[0].Gpus!.Value;
        Assert.True(Gpus(isByMinute: true) >= Gpus(isByMinute: false));
    }

    private static FleetTrials Trials() => new(s_workload, s_level, 0.9, isByMinute: false);

    private static PlanSearch Search(Dictionary<string, double> prices) => new(Trials(), Options, prices, 64, TestContext.Current.TestOutputHelper!.WriteLine);

    private static FleetKind Kind(string hardware, int tensorParallel, bool isSplit) => new(Catalogue.Default.HardwareNamed(hardware), new ParallelPlan(tensorParallel), isSplit);

    private static FleetOptions Options(FleetKind kind, int workers, RoleMode mode)
    {
        var shape = Catalogue.Default.ModelNamed("llama-3-8b");
        return new FleetOptions
        {
            Workers = workers,
            Cost = new StepCost(shape, kind.Hardware, kind.Plan),
            BlockTokens = 64,
            KvTokens = MemoryRoom.KvTokens(shape, kind.Hardware, kind.Plan),
            Mode = mode,
            Routing = new RoutingOptions { Disaggregate = mode is RoleMode.Aggregated ? Disaggregate.Never : Disaggregate.Auto },
        };
    }
}
