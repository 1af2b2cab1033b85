using System.CommandLine;
using System.Diagnostics;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Pages;

namespace Orchestrator.Simulator.Serving;

/// <summary>simulator serve: a fleet that serves a workload, in virtual time.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> s_mode = new("--mode") { Description = ModeNames.Known, DefaultValueFactory = _ => "aggregated" };

    private static readonly Option<string> s_criterion = new("--criterion") { Description = "Of several ways of a mode the best is shown. mean: over all requests; worst-minute: in its worst minute.", DefaultValueFactory = _ => "mean" };
    private static readonly Option<FileInfo?> s_html = PageFile.Option();

    public static Command Create()
    {
        var options = new ServeOptions();
        var command = new Command("serve", "Serve a workload with a simulated fleet: latencies, service level, throughput, roles.") { s_mode, s_criterion, s_html };
        s_criterion.AcceptOnlyFromAmong("mean", "worst-minute");
        options.AddTo(command);
        command.SetAction(given => Run(given, options));
        return command;
    }

    private static void Run(ParseResult given, ServeOptions options)
    {
        var page = PageFile.Open(given.GetValue(s_html));
        var seed = options.Seed(given);
        var workload = options.Workload(given, options.RateScale(given), seed);
        var level = options.Level(given);
        var first = options.Fleet(given, workload, new RoleMode.Aggregated(), seed);
        FleetScores? best = null;
        RoleMode? bestMode = null;
        foreach (var mode in ModeNames.Parse(given.GetRequiredValue(s_mode), first.Workers, level))
        {
            Console.Error.WriteLine($"{ModeNames.Of(mode)}: {workload.Arrivals.Count} requests over {workload.Seconds / 60:0.0} minutes on {first.Workers} workers");
            var since = Stopwatch.GetTimestamp();
            var scores = new FleetRun(options.Fleet(given, workload, mode, seed), workload).Run(run => Console.Error.WriteLine($"  {run.Now / 60:0} min, {run.Arrived} requests"));
            var took = Stopwatch.GetElapsedTime(since).TotalSeconds;
            Console.Error.WriteLine($"  {workload.Arrivals.Count / took * 60:0} requests per minute of this machine");
            if (best is not null && Score(scores) <= Score(best)) continue;
            (best, bestMode) = (scores, mode);
        }
        var json = ServeJson.From(best!, bestMode!, first, level, seed);
        page?.Write(ServePage.From(best!, first, level, json));
        Console.WriteLine(json.ToJsonString());

        double Score(FleetScores scores) => given.GetValue(s_criterion) == "mean" ? level.Attainment(scores) : level.WorstMinute(scores);
    }
}
