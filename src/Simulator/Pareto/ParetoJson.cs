using System.Text.Json.Nodes;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pareto;

/// <summary>The points of a fleet as one JSON object.</summary>
internal static class ParetoJson
{
    /// <summary>All points, or those that none of the same mode beats.</summary>
    public static JsonObject From(SteadyFleet fleet, IReadOnlyList<FleetPoint> points, bool isAll)
    {
        var shown = isAll ? points : Undominated(points);
        return new JsonObject
        {
            ["model"] = fleet.Shape.Name,
            ["hardware"] = fleet.Hardware.Name,
            ["hardware_assumed"] = new JsonArray([.. fleet.Hardware.Assumed.Select(a => JsonValue.Create(a))]),
            ["gpus"] = fleet.Gpus,
            ["prompt_tokens"] = fleet.Lengths.Prompt,
            ["answer_tokens"] = fleet.Lengths.Answer,
            ["ttft_limit_seconds"] = Round(fleet.FirstTokenLimit),
            ["tpot_limit_seconds"] = Round(fleet.PerTokenLimit),
            ["link_gigabytes_per_second"] = Round(fleet.LinkBytesPerSecond / 1e9),
            ["assumptions"] = new JsonArray([.. ParetoAssumptions.Of(fleet).Select(a => JsonValue.Create(a))]),
            ["feasible"] = points.Count,
            ["points"] = new JsonArray([.. shown.OrderBy(p => p.TokensPerSecondPerUser).Select(From)]),
        };
    }

    // Of each mode by itself, so that what one mode loses against the other can be seen.
    private static IReadOnlyList<FleetPoint> Undominated(IReadOnlyList<FleetPoint> points)
    {
        var kept = new HashSet<FleetPoint>(points.Where(p => p.IsFront || p.IsFrontByPower));
        foreach (var mode in points.GroupBy(p => p.IsDisaggregated))
        {
            var own = mode.ToList();
            foreach (var at in ParetoFront.Of([.. own.Select(p => new PlotPoint(p.TokensPerSecondPerUser, p.TokensPerSecondPerGpu))])) kept.Add(own[at]);
        }
        return [.. points.Where(kept.Contains)];
    }

    private static JsonObject From(FleetPoint point) => new()
    {
        ["mode"] = point.IsDisaggregated ? "disaggregated" : "aggregated",
        ["plan"] = PlanList.Name(point.Plan),
        ["prefill_plan"] = point.PrefillPlan is { } prefill ? PlanList.Name(prefill) : null,
        ["split"] = point.Split,
        ["batch"] = point.Batch,
        ["chunk"] = Math.Round(point.Chunk, 1),
        ["requests_per_second"] = Round(point.RequestsPerSecond),
        ["tokens_per_second_per_gpu"] = Round(point.TokensPerSecondPerGpu),
        ["tokens_per_second_per_megawatt"] = Round(point.TokensPerSecondPerMegawatt),
        ["tokens_per_second_per_user"] = Round(point.TokensPerSecondPerUser),
        ["ttft_seconds"] = Round(point.FirstTokenSeconds),
        ["tpot_seconds"] = Round(point.PerTokenSeconds),
        ["front"] = point.IsFront,
        ["front_megawatt"] = point.IsFrontByPower,
    };

    // Six digits: as many as mean anything, and the same on every machine.
    private static JsonNode? Round(double value)
    {
        if (!double.IsFinite(value)) return null;
        var digits = value == 0 ? 0 : 5 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is > 0 and <= 15 ? Math.Round(value, digits) : Math.Round(value);
    }
}
