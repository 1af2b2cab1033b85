using System.Text.Json.Nodes;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Prompts;

namespace Orchestrator.LoadTests.Report;

/// <summary>The result as the JSON object of the last line; times in seconds.</summary>
internal static class ResultJson
{
    public static JsonObject Of(RunReport report)
    {
        var (figures, options) = (report.Figures, report.Options);
        var json = new JsonObject
        {
            ["scenario"] = report.Scenario.Name,
            ["url"] = options.Url.ToString(),
            ["model"] = report.Model.Name,
            ["prompts"] = report.Model.Form is PromptForm.Ids ? "ids" : "text",
            ["seed"] = options.Seed,
            ["contents"] = options.Contents,
            ["rate"] = options.Rate,
            ["measured_seconds"] = Rounded(figures.Seconds),
            ["stopped"] = report.IsStopped,
            ["requests"] = figures.Requests,
            ["succeeded"] = figures.Succeeded,
            ["cancelled"] = figures.Cancelled,
            ["clipped"] = report.Clipped,
            ["slo_ttft_seconds"] = options.SloTtft.TotalSeconds,
            ["slo_tpot_seconds"] = options.SloTpot.TotalSeconds,
            ["goodput_per_second"] = Rounded(figures.Goodput),
            ["attainment"] = Rounded(figures.Attainment),
            ["requests_per_second"] = Rounded(figures.RequestsPerSecond),
            ["prompt_tokens_per_second"] = Rounded(figures.PromptTokensPerSecond),
            ["output_tokens_per_second"] = Rounded(figures.OutputTokensPerSecond),
            ["prompt_tokens"] = figures.PromptTokens,
            ["output_tokens"] = figures.AnswerTokens,
            ["tokens_per_chunk"] = Rounded(figures.TokensPerChunk),
            ["cached_share"] = figures.CachedShare is { } cached ? Rounded(cached) : null,
            ["shed_fraction"] = Rounded(figures.ShedFraction),
            ["ttft_seconds"] = Of(figures.Ttft),
            ["itl_seconds"] = Of(figures.Itl),
            ["tpot_seconds"] = Of(figures.Tpot),
            ["end_to_end_seconds"] = Of(figures.Whole),
            ["lateness_seconds"] = Of(figures.Lateness),
            ["errors"] = Errors(figures),
        };
        if (figures.Groups.Count > 0) json["groups"] = Groups(figures);
        report.Companion?.AddTo(json);
        return json;
    }

    /// <summary>Null for nothing.</summary>
    public static JsonObject? Of(Percentiles? of) => of is null
        ? null
        : new JsonObject { ["count"] = of.Count, ["p50"] = Rounded(of.P50), ["p90"] = Rounded(of.P90), ["p99"] = Rounded(of.P99), ["mean"] = Rounded(of.Mean), ["max"] = Rounded(of.Max) };

    private static JsonObject Errors(RunFigures figures)
    {
        var errors = new JsonObject();
        foreach (var (kind, count, example) in figures.Errors) errors[kind] = new JsonObject { ["count"] = count, ["example"] = example };
        return errors;
    }

    private static JsonObject Groups(RunFigures figures)
    {
        var groups = new JsonObject();
        foreach (var (group, requests, ttft, tpot) in figures.Groups)
            groups[group] = new JsonObject { ["requests"] = requests, ["ttft_seconds"] = Of(ttft), ["tpot_seconds"] = Of(tpot) };
        return groups;
    }

    // Microseconds: finer is noise.
    private static double Rounded(double value) => Math.Round(value, 6);
}
