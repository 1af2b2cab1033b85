using System.Globalization;
using Orchestrator.LoadTests.Measures;

namespace Orchestrator.LoadTests.Report;

/// <summary>The result as tables.</summary>
internal static class ResultTables
{
    public static IReadOnlyList<TextTable> Of(RunReport report)
    {
        var figures = report.Figures;
        List<TextTable> tables = [Latencies(figures), Rates(report)];
        if (figures.Groups.Count > 0) tables.Add(Groups(figures));
        if (figures.Errors.Count > 0) tables.Add(Errors(figures));
        if (report.Companion?.Table() is { } beside) tables.Add(beside);
        return tables;
    }

    private static TextTable Latencies(RunFigures figures)
    {
        var table = new TextTable("latencies, from the intended start", ["seconds", "count", "p50", "p90", "p99", "mean", "max"]);
        table.Add("TTFT", figures.Ttft);
        table.Add("ITL (chunk to chunk)", figures.Itl);
        table.Add("TPOT", figures.Tpot);
        table.Add("end to end", figures.Whole);
        table.Add("sent late by", figures.Lateness);
        return table;
    }

    private static TextTable Rates(RunReport report)
    {
        var (figures, options) = (report.Figures, report.Options);
        var table = new TextTable(Text($"{report.Scenario.Name}: {figures.Seconds:0.#} s measured of {report.Model.Name}{(report.IsStopped ? ", ended early" : "")}"), ["figure", "value"]);
        table.Add("requests", Text($"{figures.Requests:#,0}"));
        table.Add("succeeded", Text($"{figures.Succeeded:#,0}"));
        if (figures.Cancelled > 0) table.Add("left by the client", Text($"{figures.Cancelled:#,0}"));
        table.Add(Text($"goodput (TTFT {options.SloTtft.TotalSeconds} s, TPOT {options.SloTpot.TotalSeconds} s)"), Text($"{figures.Goodput:0.###} requests/s"));
        table.Add("attainment", Text($"{100 * figures.Attainment:0.##} %"));
        table.Add("shed (429, 503)", Text($"{100 * figures.ShedFraction:0.##} %"));
        table.Add("throughput", Text($"{figures.RequestsPerSecond:0.###} requests/s"));
        table.Add("prompt tokens", Text($"{figures.PromptTokensPerSecond:#,0.#}/s"));
        table.Add("output tokens", Text($"{figures.OutputTokensPerSecond:#,0.#}/s"));
        table.Add("tokens per chunk", Text($"{figures.TokensPerChunk:0.###}"));
        table.Add("of the prompts cached", figures.CachedShare is { } cached ? Text($"{100 * cached:0.##} %") : "not told");
        if (report.Clipped > 0) table.Add("shortened to the model's context", Text($"{report.Clipped:#,0} requests"));
        return table;
    }

    private static TextTable Groups(RunFigures figures)
    {
        var table = new TextTable("by kind of request", ["seconds", "count", "p50", "p90", "p99", "mean", "max"]);
        foreach (var (group, _, ttft, tpot) in figures.Groups)
        {
            table.Add($"{group}: TTFT", ttft);
            table.Add($"{group}: TPOT", tpot);
        }
        return table;
    }

    private static TextTable Errors(RunFigures figures)
    {
        var table = new TextTable("errors", ["kind", "count", "one of them"]);
        foreach (var (kind, count, example) in figures.Errors) table.Add(kind, Text($"{count:#,0}"), example);
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
