using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pages;

/// <summary>The page of simulator serve: what the run's JSON says, roles over time against load, attainment by minute, distributions of latencies.</summary>
internal static class ServePage
{
    // Seconds between two points of the load.
    private const double LoadSeconds = 10;

    private static readonly PlotAxis s_time = new("time", "s");

    /// <param name="scores">Of the run.</param>
    /// <param name="options">Its fleet.</param>
    /// <param name="level">What was promised.</param>
    /// <param name="json">The figures as printed.</param>
    public static HtmlPage From(FleetScores scores, FleetOptions options, ServiceLevel level, JsonObject json) => new(
        $"{json["workload"]} on {json["gpus"]} x {json["hardware"]}",
        string.Create(CultureInfo.InvariantCulture, $"{json["model"]}, {json["mode"]}, routing {json["routing"]}, seed {json["seed"]}. Promised: first token within {level.FirstToken} s, or {level.FirstTokenMultiple} times what an idle worker takes; {level.PerToken} s between tokens."),
        [
            new("attainment", $"{Percent(json["attainment"])} %"),
            new("worst minute", $"{Percent(json["worst_minute"])} %"),
            new("goodput", $"{json["goodput_per_second"]} requests/s"),
            new("per GPU", $"{json["tokens_per_second_per_gpu"]} tokens/s"),
            new("per MW", $"{json["tokens_per_second_per_megawatt"]} tokens/s"),
            new("shed", $"{Percent(json["shed_fraction"])} %"),
            new("role shifts", $"{json["role_shifts"]}"),
        ],
        [
            Roles(scores, options),
            new LinePlot("Attainment by minute", new PlotAxis("minute of arrival", ""), new PlotAxis("served as promised", "%"),
                [new PlotSeries("attainment", [.. level.ByMinute(scores).Select((share, minute) => new PlotPoint(minute, 100 * share))], isStepped: true)]),
            new DistributionPlot("Time to first token", new PlotAxis("TTFT", "s"), [new("TTFT", scores.FirstToken)], [new("SLO", level.FirstToken)]) { Note = "Long prompts may take longer than the line." },
            new DistributionPlot("Time per token", new PlotAxis("TPOT", "s"), [new("TPOT", scores.PerToken)], [new("SLO", level.PerToken)]),
            new DistributionPlot("End to end", new PlotAxis("time", "s"), [new("end to end", scores.Whole)], []),
            PageFigures.Table(json),
        ]);

    private static StackedSteps Roles(FleetScores scores, FleetOptions options)
    {
        PlotSeries Layer(string name, Func<(double At, int Prefill, int Decode, int Mixed), int> count) => new(name, [.. scores.Roles.Select(r => new PlotPoint(r.At, count(r)))], isStepped: true);
        PlotSeries[] layers = [Layer("prefill", r => r.Prefill), Layer("decode", r => r.Decode), Layer("mixed", r => r.Mixed)];
        return new StackedSteps("Roles against load", s_time, new PlotAxis("workers", ""), [.. layers.Where(l => l.Points.Any(p => p.Y > 0))], scores.Seconds)
        {
            Load = Load(scores, options),
            LoadAxis = new PlotAxis("load (seconds of workers per second)", ""),
            Note = "Load: what the requests of each 10 s ask for, in whole chunks and large batches; as many workers would be needed without any loss.",
        };
    }

    private static PlotSeries Load(FleetScores scores, FleetOptions options)
    {
        var demand = new Demand(options);
        var arrivals = scores.Workload.Arrivals;
        var work = new double[arrivals.Count == 0 ? 0 : (int)(arrivals[^1].At / LoadSeconds) + 1];
        foreach (var arrival in arrivals)
        {
            var (prefill, decode) = demand.Of(arrival);
            work[(int)(arrival.At / LoadSeconds)] += prefill + decode;
        }
        return new PlotSeries("load", [.. work.Select((seconds, i) => new PlotPoint(i * LoadSeconds, seconds / LoadSeconds))], isStepped: true);
    }

    private static string Percent(JsonNode? share) => share is null ? "–" : PlotNumber.Text(100 * share.GetValue<double>());
}
