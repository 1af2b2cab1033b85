using System.Globalization;
using System.Text;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Report;

/// <summary>The page of --html: the tables, latencies, throughput and errors over time, distributions. One file, no script, nothing from the network.</summary>
internal static class ResultPage
{
    // Points of a distribution that are drawn at most.
    private const int DistributionPoints = 200;

    public static string From(RunReport report)
    {
        var title = $"{report.Scenario.Name} against {report.Options.Url}";
        var page = new StringBuilder($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>{SvgPlot.Escaped(title)}</title>\n<style>\n{PageStyle.Css}\n</style>\n</head>\n<body>\n<h1>{SvgPlot.Escaped(title)}</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{SvgPlot.Escaped(report.Scenario.Summary)}. Model {SvgPlot.Escaped(report.Model.Name)}, {report.Options.Rate} requests/s, seed {report.Options.Seed}. All latencies count from the intended start; the first {report.Options.Warmup.TotalSeconds} s are the warm-up.</p>\n");
        foreach (var table in ResultTables.Of(report)) Write(page, table);
        foreach (var plot in OverTime(report)) page.Append(plot);
        page.Append(Distributions(report));
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder page, TextTable table)
    {
        page.Append($"<h2>{SvgPlot.Escaped(table.Title)}</h2>\n<table>\n<tr>{string.Concat(table.Columns.Select(c => $"<th>{SvgPlot.Escaped(c)}</th>"))}</tr>\n");
        foreach (var row in table.Rows) page.Append($"<tr>{string.Concat(row.Select(c => $"<td>{SvgPlot.Escaped(c)}</td>"))}</tr>\n");
        page.Append("</table>\n");
    }

    private static IEnumerable<string> OverTime(RunReport report)
    {
        var line = report.Measures.Line;
        var (starts, ends) = (report.Figures.ByStart, report.Figures.ByEnd);
        var width = line.Width.TotalSeconds;
        double[] times = [.. Enumerable.Range(0, line.Parts).Select(p => (p + 0.5) * width)];
        var across = new PlotAxis("time, s", 0, line.Parts * width, IsLogarithmic: false);

        Percentiles?[] ttft = [.. times.Select((_, p) => Percentiles.Of(starts[p].Select(r => r.Ttft).OfType<TimeSpan>()))];
        yield return Plot("Time to first token, by intended start", "s", Series("p50", p => ttft[p]?.P50), Series("p90", p => ttft[p]?.P90), Series("p99", p => ttft[p]?.P99));
        Percentiles?[] gaps = [.. times.Select((_, p) => line.Gaps(p))];
        yield return Plot("Time between chunks", "s", Series("p50", p => gaps[p]?.P50), Series("p99", p => gaps[p]?.P99));
        Percentiles?[] whole = [.. times.Select((_, p) => Percentiles.Of(starts[p].Select(r => r.Whole).OfType<TimeSpan>()))];
        yield return Plot("End to end, by intended start", "s", Series("p50", p => whole[p]?.P50), Series("p99", p => whole[p]?.P99));
        yield return Plot("Requests", "per second", Series("answered", p => ends[p].Count(r => r.IsOk) / width), Series("failed", p => ends[p].Count(r => r.Error is not null && !r.IsShed) / width), Series("shed", p => ends[p].Count(r => r.IsShed) / width));
        yield return Plot("Output tokens", "per second", Series("tokens", p => line.Chunks(p) * report.Figures.TokensPerChunk / width));

        PlotLine Series(string name, Func<int, double?> value) => new(name, [.. times.Select((t, p) => (t, value(p) ?? double.NaN))]);
        string Plot(string title, string unit, params PlotLine[] lines) => SvgPlot.Draw(title, across, PlotAxis.FromZero(unit, lines.SelectMany(l => l.Points).Select(p => p.Y)), lines);
    }

    private static string Distributions(RunReport report)
    {
        RequestResult[] measured = [.. report.Figures.ByStart.SelectMany(g => g)];
        PlotLine[] lines =
        [
            Distribution("TTFT", measured.Select(r => r.Ttft)),
            new("time between chunks", Thinned([.. report.Measures.Gaps.Points().Select(p => (Math.Max(1e-6, p.Seconds), 100 * p.Share))])),
            Distribution("TPOT", measured.Select(r => r.Tpot)),
            Distribution("end to end", measured.Select(r => r.Whole)),
        ];
        return SvgPlot.Draw("Distributions", PlotAxis.Decades("s", lines.SelectMany(l => l.Points).Select(p => p.X)), new PlotAxis("% at most so long", 0, 100, IsLogarithmic: false), lines);
    }

    private static PlotLine Distribution(string name, IEnumerable<TimeSpan?> values)
    {
        double[] sorted = [.. values.OfType<TimeSpan>().Select(v => Math.Max(1e-6, v.TotalSeconds)).Order()];
        return new PlotLine(name, Thinned([.. sorted.Select((v, i) => (v, 100.0 * (i + 1) / sorted.Length))]));
    }

    private static IReadOnlyList<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points) => points.Count <= DistributionPoints
        ? points
        : [.. Enumerable.Range(0, DistributionPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (DistributionPoints - 1))])];
}
