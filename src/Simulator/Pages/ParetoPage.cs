using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pages;

/// <summary>The page of simulator pareto: both fronts with all feasible points, and the plans on them.</summary>
internal static class ParetoPage
{
    private static readonly bool[] s_modes = [false, true];
    private static readonly PlotAxis s_user = new("tokens/s per user", "");

    public static HtmlPage From(SteadyFleet fleet, IReadOnlyList<FleetPoint> points)
    {
        var (best, fastest) = (points.MaxBy(p => p.TokensPerSecondPerGpu)!, points.MaxBy(p => p.TokensPerSecondPerUser)!);
        return new HtmlPage(
            $"{fleet.Shape.Name} on {fleet.Gpus} x {fleet.Hardware.Name}",
            string.Join(". ", ParetoAssumptions.Of(fleet).Select(a => char.ToUpperInvariant(a[0]) + a[1..])) + ".",
            [
                new("requests", $"{fleet.Lengths.Prompt}:{fleet.Lengths.Answer} tokens"),
                new("most per GPU", $"{PlotNumber.Text(best.TokensPerSecondPerGpu)} tokens/s"),
                new("most per MW", $"{PlotNumber.Text(points.Max(p => p.TokensPerSecondPerMegawatt))} tokens/s"),
                new("most per user", $"{PlotNumber.Text(fastest.TokensPerSecondPerUser)} tokens/s"),
                new("feasible points", PlotNumber.Text(points.Count)),
            ],
            [
                new ScatterFront("Tokens per GPU against tokens per user", s_user, new PlotAxis("tokens/s per GPU", ""), Series(points, p => p.TokensPerSecondPerGpu)),
                new ScatterFront("Tokens per megawatt against tokens per user", s_user, new PlotAxis("tokens/s per MW", ""), Series(points, p => p.TokensPerSecondPerMegawatt)),
                new PageTable("On the fronts", ["plan", "split", "batch", "chunk", "tokens/s per user", "per GPU", "per MW", "TTFT (s)", "requests/s"],
                    [.. points.Where(p => p.IsFront || p.IsFrontByPower).OrderBy(p => p.TokensPerSecondPerUser).Select(Row)]) { Note = "A split is prefill workers : decode workers; a plan of two parts has that of the prefill workers first." },
            ]);
    }

    private static List<PlotSeries> Series(IReadOnlyList<FleetPoint> points, Func<FleetPoint, double> height) =>
    [
        .. s_modes
            .Select(apart => new PlotSeries(
                apart ? "disaggregated" : "aggregated",
                [.. points.Where(p => p.IsDisaggregated == apart).Select(p => new PlotPoint(p.TokensPerSecondPerUser, height(p), $"{Plan(p)} {p.Split}, batch {p.Batch}, TTFT {PlotNumber.Text(p.FirstTokenSeconds)} s"))]))
            .Where(s => s.Points.Count > 0),
    ];

    private static string[] Row(FleetPoint p) =>
    [
        Plan(p), p.Split, PlotNumber.Text(p.Batch), PlotNumber.Text(Math.Round(p.Chunk)), PlotNumber.Text(p.TokensPerSecondPerUser),
        PlotNumber.Text(p.TokensPerSecondPerGpu), PlotNumber.Text(p.TokensPerSecondPerMegawatt), PlotNumber.Text(p.FirstTokenSeconds), PlotNumber.Text(p.RequestsPerSecond),
    ];

    private static string Plan(FleetPoint p) => p.PrefillPlan is { } prefill ? $"{PlanList.Name(prefill)} → {PlanList.Name(p.Plan)}" : PlanList.Name(p.Plan);
}
