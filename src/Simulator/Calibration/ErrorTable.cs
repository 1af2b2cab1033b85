using System.Globalization;
using System.Text.Json.Nodes;

namespace Orchestrator.Simulator.Calibration;

/// <summary>Errors for people, as a table, and for programs, as JSON.</summary>
internal static class ErrorTable
{
    /// <summary>A Markdown table: relative errors in percent, median and 95th percentile.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ProfileErrors> errors)
    {
        yield return "| profile | described by | points | step: median / p95 | layers | attention | output matrix | fitted anew: step |";
        yield return "|---|---|---:|---:|---:|---:|---:|---:|";
        foreach (var e in errors)
            yield return $"| {e.Profile.Name} | {e.Profile.Hardware} | {e.Step.Points} | {Percent(e.Step)}{(e.IsTooLarge ? " !" : "")} | {Percent(e.Dense)} | {Percent(e.Attention)} | {Percent(e.Head)} | {Percent(e.FittedStep)} |";
    }

    public static JsonArray ToJson(IReadOnlyList<ProfileErrors> errors) => [.. errors.Select(e => (JsonNode)new JsonObject
    {
        ["profile"] = e.Profile.Name,
        ["hardware"] = e.Profile.Hardware,
        ["model"] = e.Profile.Model,
        ["tensor_parallel"] = e.Profile.TensorParallel,
        ["excluded"] = new JsonArray([.. e.Profile.Excluded.Select(x => (JsonNode)x)]),
        ["step"] = ToJson(e.Step),
        ["layers"] = ToJson(e.Dense),
        ["attention"] = ToJson(e.Attention),
        ["head"] = ToJson(e.Head),
        ["fitted_step"] = ToJson(e.FittedStep),
    })];

    private static string Percent(ErrorSummary e) => e.Points == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * e.Median:0.0} / {100 * e.P95:0.0}");

    private static JsonObject? ToJson(ErrorSummary e) => e.Points == 0 ? null : new JsonObject
    {
        ["points"] = e.Points,
        ["median"] = Math.Round(e.Median, 4),
        ["p95"] = Math.Round(e.P95, 4),
    };
}
