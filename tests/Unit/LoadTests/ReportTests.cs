using System.Text.Json.Nodes;
using System.Xml.Linq;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Report;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Scenarios;
using Xunit;
using LoadOptions = Orchestrator.LoadTests.Options.LoadOptions;

namespace Orchestrator.Unit.LoadTests;

/// <summary>What a run comes to, and how it is shown.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Goodput_and_attainment_count_what_kept_both_promises()
    {
        var figures = Example().Figures;
        Assert.Equal((10.0, 8, 4, 1, 2), (figures.Seconds, figures.Requests, figures.Succeeded, figures.Cancelled, figures.Good));
        Assert.Equal(0.2, figures.Goodput, 9);
        // Two of the seven that the client did not leave.
        Assert.Equal(2 / 7.0, figures.Attainment, 9);
        Assert.Equal(2 / 8.0, figures.ShedFraction, 9);
        Assert.Equal([("http_429", 1), ("http_503", 1), ("timeout", 1)], figures.Errors.Select(e => (e.Kind, e.Count)));
    }

    [Fact]
    public void The_warm_up_is_in_no_latency_but_what_ends_later_counts_as_throughput()
    {
        var figures = Example().Figures;
        Assert.Equal(0.5, figures.RequestsPerSecond, 9);
        Assert.Equal(3.0, figures.Ttft!.Max);
        Assert.Equal(4, figures.Tpot!.Count);
        Assert.Equal(0.5, figures.CachedShare);
    }

    [Fact]
    public void The_last_line_is_one_json_object_with_every_figure()
    {
        var text = ResultJson.Of(Example()).ToJsonString();
        Assert.DoesNotContain('\n', text);
        var json = JsonNode.Parse(text)!.AsObject();
        foreach (var name in new[] { "ttft_seconds", "tpot_seconds", "end_to_end_seconds" })
            Assert.Equal(["count", "p50", "p90", "p99", "mean", "max"], json[name]!.AsObject().Select(p => p.Key));
        Assert.Equal(1, json["errors"]!["http_429"]!["count"]!.GetValue<int>());
        Assert.Equal("full", json["errors"]!["http_429"]!["example"]!.GetValue<string>());
        Assert.Equal(0.25, json["shed_fraction"]!.GetValue<double>());
        Assert.Null(json["itl_seconds"]);
    }

    [Fact]
    public void The_page_is_well_formed_complete_in_one_file_and_shows_what_it_is_given_as_text()
    {
        var html = ResultPage.From(Example());
        var page = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("&#", "&amp;#", StringComparison.Ordinal));
        Assert.True(page.Descendants().Count(e => e.Name.LocalName == "svg") >= 6);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("m&lt;1&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_any_result_has_a_report_too()
    {
        var report = Report(new Measurements(TimeSpan.Zero, TimeSpan.FromSeconds(1)), TimeSpan.Zero);
        Assert.Equal(0, ResultJson.Of(report)["goodput_per_second"]!.GetValue<double>());
        Assert.Contains("–", string.Concat(ResultTables.Of(report)), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", ResultPage.From(report), StringComparison.Ordinal);
    }

    [Fact]
    public void The_axis_has_round_ticks_and_covers_its_values()
    {
        var axis = PlotAxis.FromZero("s", [0.013, 0.0871]);
        Assert.Equal([0, 0.02, 0.04, 0.06, 0.08, 0.1], axis.Ticks().Select(t => Math.Round(t, 9)));
        Assert.Equal([0.001, 0.01, 0.1, 1], PlotAxis.Decades("s", [0.002, 0.4]).Ticks().Select(t => Math.Round(t, 9)));
    }

    private static RunReport Example()
    {
        var measures = new Measurements(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12));
        RequestResult Ok(double at, double ttft, double perToken) => new()
        {
            Intended = TimeSpan.FromSeconds(at),
            First = TimeSpan.FromSeconds(at + ttft),
            Last = TimeSpan.FromSeconds(at + ttft + 10 * perToken),
            Ended = TimeSpan.FromSeconds(at + ttft + 10 * perToken),
            AnswerTokens = 11,
            Chunks = 11,
            PromptTokens = 100,
            CachedTokens = 50,
        };
        RequestResult Bad(double at, string kind, string message) => new() { Intended = TimeSpan.FromSeconds(at), Ended = TimeSpan.FromSeconds(at + 0.01), Error = kind, Message = message };
        foreach (var result in new[]
        {
            // Of the warm-up; it ends after it.
            Ok(1.5, 9, 0.01),
            Ok(2, 0.1, 0.01), Ok(3, 0.5, 0.05), Ok(4, 3.0, 0.01), Ok(5, 0.1, 0.2),
            Bad(6, "http_429", "full"), Bad(7, "http_503", "nobody"), Bad(8, RequestResult.Timeout, "late"),
            Ok(9, 0.1, 0.01) with { IsCancelled = true },
        }) measures.Add(result);
        return Report(measures, TimeSpan.FromSeconds(12));
    }

    private static RunReport Report(Measurements measures, TimeSpan ended)
    {
        var options = LoadOptions.Read(OptionValues.Parse(LoadOptions.Specs, []));
        return new RunReport(SteadyScenario.Definition, options, new ServerModel("m<1>", 512, new PromptForm.Ids(options.TokenIds)), measures, new RunFigures(measures, ended, options.SloTtft, options.SloTpot), Companion: null, Clipped: 0, IsStopped: false);
    }
}
