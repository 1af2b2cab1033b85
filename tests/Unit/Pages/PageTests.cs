using System.Text.Json.Nodes;
using System.Xml.Linq;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Pages;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Report;
using Orchestrator.Simulator.Serving;
using Orchestrator.Simulator.Workloads;
using Orchestrator.Unit.Report;
using Xunit;

namespace Orchestrator.Unit.Pages;

public sealed class PageTests
{
    private static readonly ServiceLevel s_level = new(0.5, 2, 0.05);

    [Fact]
    public void Serve_shows_every_figure_of_its_json_and_its_plots()
    {
        var (page, json) = Serve(seed: 4, new RoleMode.Clairvoyant(2));
        var root = PageMarkup.Parse(page);
        AssertShows(root, json);
        Assert.Equal(["Roles against load", "Attainment by minute", "Time to first token", "Time per token", "End to end", "All figures"], root.All("h2").Select(e => e.Value));
        Assert.Equal(5, root.All("svg").Count());
        // The promises are lines of their own.
        Assert.Equal(2, root.All("path", "limit").Count());
        Assert.Equal(["prefill", "decode"], root.All("path", "area").Select(PageMarkup.Title));
    }

    [Fact]
    public void Equal_seeds_give_equal_bytes_and_others_do_not()
    {
        var first = Serve(seed: 4, new RoleMode.Static(2, 2)).Page.ToHtml();
        Assert.Equal(first, Serve(seed: 4, new RoleMode.Static(2, 2)).Page.ToHtml());
        Assert.NotEqual(first, Serve(seed: 5, new RoleMode.Static(2, 2)).Page.ToHtml());
    }

    [Fact]
    public void A_run_without_requests_has_a_page() => PageMarkup.Parse(Serve(new Workload("none", [], 60, 64, 0), 1, new RoleMode.Aggregated()).Page);

    [Fact]
    public void Capacity_shows_rates_with_their_intervals_and_what_the_search_saw()
    {
        var json = JsonNode.Parse("""
            {"workload":"shift5","gpus":16,"criterion":"mean","attainment":0.9,"capacity":{
              "aggregated":{"rate_scale":15.25,"load":15.5,"modes":["aggregated","aggregated"],"interval95":0.75,"rates":[15,15.5]},
              "static":{"rate_scale":11.5,"load":11.6,"modes":["static:11:5","static:10:6"]}}}
            """)!.AsObject();
        CapacityProbe[] probes = [new("aggregated", 1, 15, 0.95), new("aggregated", 2, 15, 0.93), new("aggregated", 1, 16, 0.5), new("static:11:5", 1, 11, 1), new("static:9:7", 1, 11, 0.1)];
        var root = PageMarkup.Parse(CapacityPage.From(json, probes));
        string[] cells = [.. root.All("table").Single().Descendants().Where(e => e.Name.LocalName is "th" or "td").Select(e => e.Value)];
        Assert.Equal(["aggregated", "15.25", "± 0.75", "aggregated", "15, 15.5", "static", "11.5", "–", "static:11:5, static:10:6", "–"], cells[5..]);
        // Only chosen modes have a curve; two seeds make one point.
        Assert.Equal(["aggregated: 94 % at 15", "aggregated: 50 % at 16", "static:11:5: 100 % at 11"], root.All("circle", "spot").Select(PageMarkup.Title));
    }

    [Fact]
    public void Pareto_shows_every_front_point_with_its_plan()
    {
        var hardware = Catalogue.Default.HardwareNamed("b200");
        var fleet = new SteadyFleet { Shape = Catalogue.Default.ModelNamed("llama-3-70b"), Hardware = hardware, Gpus = 16, Lengths = new Lengths(2048, 256), FirstTokenLimit = 1, LinkBytesPerSecond = 1e11 };
        var points = new ParetoSearch(fleet).Points();
        var json = ParetoJson.From(fleet, points, isAll: false);
        var html = ParetoPage.From(fleet, points).ToHtml();
        Assert.Equal(html, ParetoPage.From(fleet, new ParetoSearch(fleet).Points()).ToHtml());
        var root = PageMarkup.Parse(ParetoPage.From(fleet, points));
        var notes = root.All("circle", "dot").Select(PageMarkup.Title).ToList();
        foreach (var point in json["points"]!.AsArray().Where(p => p!["front"]!.GetValue<bool>()))
        {
            Assert.Contains(notes, n => n.StartsWith($"{point!["mode"]}, ", StringComparison.Ordinal) && n.Contains($"{point["plan"]} {point["split"]}, batch {point["batch"]}, ", StringComparison.Ordinal)
                && n.EndsWith($"{PlotNumber.Text(point["tokens_per_second_per_gpu"]!.GetValue<double>())}", StringComparison.Ordinal));
        }
        Assert.Contains(root.All("p"), p => p.Value.Contains("assumed of b200: memoryUtilisation", StringComparison.Ordinal));
        Assert.Equal(points.Count(p => p.IsFront || p.IsFrontByPower), root.All("tbody").Single().All("tr").Count());
    }

    [Fact]
    public void Plan_shows_the_fleet_and_the_others_it_looked_at()
    {
        var json = JsonNode.Parse("""
            {"workload":"code","model":"llama-3-8b","requests_per_second":2.57,"slo_ttft_seconds":0.5,"slo_ttft_multiple":2,"slo_tpot_seconds":0.05,"criterion":"mean","wanted_attainment":0.9,
             "fleet":{"hardware":"h100","plan":"tp1","mode":"static:3:2","gpus":5,"workers":5,"cost_per_hour":17.5,"watts":1423.3,"attainment":0.93,"worst_minute":0.7},
             "alternatives":[{"hardware":"a100","plan":"tp2","mode":"aggregated","gpus":8,"workers":4,"cost_per_hour":20,"watts":1800,"attainment":0.91,"worst_minute":null},
                             {"hardware":"a100","plan":"tp8","mode":"static","gpus":null,"workers":null,"why":"16 GPUs, the fewest, are dearer than twice the best"}],"fleets_simulated":12}
            """)!.AsObject();
        var root = PageMarkup.Parse(PlanPage.From(json));
        Assert.Equal("5 x h100 for code", root.All("h1").Single().Value);
        Assert.Equal(["5 x h100", "tp1", "static:3:2", "17.5", "1423.3 W", "0.93"], root.All("dd").Select(e => e.Value));
        Assert.Equal([2, 1], root.All("tbody").Select(b => b.All("tr").Count()));
        json["fleet"] = null;
        json["alternatives"] = new JsonArray();
        Assert.Equal("No fleet holds code", PageMarkup.Parse(PlanPage.From(json)).All("h1").Single().Value);
    }

    private static (HtmlPage Page, JsonObject Json) Serve(int seed, RoleMode mode) => Serve(PoissonWorkload.Make(20, 130, seed, LengthTable.Fixed(1500, 150)), seed, mode);

    private static (HtmlPage Page, JsonObject Json) Serve(Workload workload, int seed, RoleMode mode)
    {
        var (shape, hardware) = (Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"));
        var options = new FleetOptions { Workers = 4, Cost = new StepCost(shape, hardware, ParallelPlan.One), BlockTokens = 64, KvTokens = MemoryRoom.KvTokens(shape, hardware, ParallelPlan.One), Mode = mode, Seed = seed };
        var scores = new FleetRun(options, workload).Run();
        var json = ServeJson.From(scores, mode, options, s_level, seed);
        return (ServePage.From(scores, options, s_level, json), json);
    }

    private static void AssertShows(XElement root, JsonObject json)
    {
        var rows = root.All("tbody").Last().All("tr").ToDictionary(r => r.All("th").Single().Value, r => r.All("td").Single().Value);
        foreach (var (name, value) in json.Where(pair => pair.Value is null or JsonValue)) Assert.Equal(value?.ToString() ?? "–", rows[name.Replace('_', ' ')]);
    }
}
