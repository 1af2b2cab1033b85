using System.CommandLine;
using System.Text.Json.Nodes;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Options;
using Orchestrator.Simulator.Pages;
using Orchestrator.Simulator.Serving;

namespace Orchestrator.Simulator.Capacity;

/// <summary>simulator capacity: the largest rate that a fleet serves as promised, for each mode.</summary>
internal static class CapacityCommand
{
    private static readonly Option<string[]> s_modes = new("--mode")
    {
        Description = $"Modes to compare, repeatable: {ModeNames.Known}; static, splitwise, llm-d: the best of all splits, in hindsight.",
        DefaultValueFactory = _ => ["aggregated", "static", "clairvoyant"],
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<double> s_attainment = new Option<double>("--attainment") { Description = "Share of requests that must be served as promised.", DefaultValueFactory = _ => 0.9 }.Share();
    private static readonly Option<string> s_criterion = new("--criterion") { Description = "mean: over all requests; worst-minute: in every minute.", DefaultValueFactory = _ => "mean" };
    private static readonly Option<double> s_precision = new("--precision") { Description = "Relative precision of the rate.", DefaultValueFactory = _ => 0.005 };
    private static readonly Option<int> s_seeds = new Option<int>("--seeds") { Description = "Seeds, from --seed on; means and 95 % intervals are printed.", DefaultValueFactory = _ => 1 }.AtLeastOne();

    private static readonly Option<FileInfo?> s_html = PageFile.Option();

    public static Command Create()
    {
        s_criterion.AcceptOnlyFromAmong("mean", "worst-minute");
        s_precision.Validators.Add(result => { if (result.GetValueOrDefault<double>() is not (> 0 and < 1)) result.AddError("--precision must be between 0 and 1"); });
        var options = new ServeOptions();
        var command = new Command("capacity", "The largest rate scale that a simulated fleet serves as promised, for each mode.") { s_modes, s_attainment, s_criterion, s_precision, s_seeds, s_html };
        options.AddTo(command);
        command.SetAction(given => Run(given, options));
        return command;
    }

    private static void Run(ParseResult given, ServeOptions options)
    {
        var page = PageFile.Open(given.GetValue(s_html));
        var probes = new List<CapacityProbe>();
        var search = new CapacitySearch(given.GetValue(s_attainment), given.GetValue(s_precision));
        var results = new JsonObject();
        double? best = null;
        var sample = options.Workload(given, options.RateScale(given), options.Seed(given));
        // Both rise in proportion to the rate scale.
        var perScale = new FleetRun(options.Fleet(given, sample, new RoleMode.Aggregated(), 1), sample).Scores.OfferedLoad / options.RateScale(given);
        foreach (var name in given.GetRequiredValue(s_modes))
        {
            var rates = new List<double>();
            var chosen = new JsonArray();
            for (var seed = options.Seed(given); rates.Count < given.GetValue(s_seeds); seed++)
            {
                var guess = best ?? options.RateScale(given);
                var (rate, mode) = (0.0, "");
                foreach (var candidate in Modes(name, options.Fleet(given, options.Workload(given, guess, seed), new RoleMode.Aggregated(), seed).Workers, options.Level(given)))
                {
                    var found = search.Find(scale => Probe(given, options, candidate, scale, seed, probes), rate > 0 ? rate : guess, rate);
                    Console.Error.WriteLine(FormattableString.Invariant($"{ModeNames.Of(candidate)}, seed {seed}: {(found > rate || rate == 0 ? found.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) : "no better")}"));
                    if (found > rate || mode.Length == 0) (rate, mode) = (found, ModeNames.Of(candidate));
                }
                rates.Add(rate);
                chosen.Add(mode);
                if (rate > 0) best = rate;
            }
            results[name] = ToJson(rates, chosen, perScale);
        }
        var json = new JsonObject
        {
            ["workload"] = sample.Name,
            ["gpus"] = options.Gpus(given),
            ["criterion"] = given.GetValue(s_criterion),
            ["attainment"] = given.GetValue(s_attainment),
            ["capacity"] = results,
        };
        page?.Write(CapacityPage.From(json, probes));
        Console.WriteLine(json.ToJsonString());
    }

    private static IEnumerable<RoleMode> Modes(string name, int workers, ServiceLevel level)
    {
        if (name is not ("static" or "splitwise" or "llm-d")) return ModeNames.Parse(name, workers, level);
        if (workers < 2) throw new WrongUseException($"a split needs at least 2 workers, there is {workers}");
        // From the middle outwards: a good one is found early, and those that are worse are given up early.
        return Enumerable.Range(1, workers - 1).OrderBy(p => Math.Abs(p - 0.7 * workers)).SelectMany(p => ModeNames.Parse($"{name}:{p}:{workers - p}", workers, level));
    }

    private static double Probe(ParseResult given, ServeOptions options, RoleMode mode, double scale, int seed, List<CapacityProbe> probes)
    {
        var reached = Attainment(given, options, mode, scale, seed);
        probes.Add(new CapacityProbe(ModeNames.Of(mode), seed, scale, reached));
        return reached;
    }

    private static double Attainment(ParseResult given, ServeOptions options, RoleMode mode, double scale, int seed)
    {
        var workload = options.Workload(given, scale, seed);
        var level = options.Level(given);
        var run = new FleetRun(options.Fleet(given, workload, mode, seed), workload);
        run.Scores.Watch(level);
        // Once too many were served badly nothing can make it good: the others count as not served.
        var most = (1 - given.GetValue(s_attainment)) * workload.Arrivals.Count;
        var scores = run.Run(enough: so => so.Missed > most);
        return given.GetValue(s_criterion) == "mean" ? level.Attainment(scores) : level.WorstMinute(scores);
    }

    private static JsonObject ToJson(List<double> rates, JsonArray modes, double perScale)
    {
        var mean = rates.Average();
        var json = new JsonObject { ["rate_scale"] = Math.Round(mean, 4), ["load"] = Math.Round(mean * perScale, 4), ["modes"] = modes };
        if (rates.Count > 1)
        {
            var deviation = Math.Sqrt(rates.Sum(r => (r - mean) * (r - mean)) / (rates.Count - 1));
            json["interval95"] = Math.Round(StudentT(rates.Count - 1) * deviation / Math.Sqrt(rates.Count), 4);
            json["rates"] = new JsonArray([.. rates.Select(r => JsonValue.Create(Math.Round(r, 4)))]);
        }
        return json;
    }

    // The 97.5th percentile of Student's t, by degrees of freedom.
    private static double StudentT(int freedom) => freedom switch
    {
        1 => 12.706,
        2 => 4.303,
        3 => 3.182,
        4 => 2.776,
        5 => 2.571,
        6 => 2.447,
        7 => 2.365,
        8 => 2.306,
        9 => 2.262,
        < 15 => 2.2,
        < 30 => 2.09,
        _ => 1.98,
    };
}
