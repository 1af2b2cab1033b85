namespace Orchestrator.Simulator.Report;

/// <summary>Which share of values is at most so large, over a logarithmic axis; values of 0 and below stand at its low end.</summary>
/// <param name="title">Shown above it.</param>
/// <param name="x">What the values are.</param>
/// <param name="series">One curve each.</param>
/// <param name="limits">Lines at values that should not be passed.</param>
public sealed class DistributionPlot(string title, PlotAxis x, IReadOnlyList<DistributionSeries> series, IReadOnlyList<PlotLimit> limits) : PagePart(title)
{
    private static readonly PlotAxis s_share = new("share of requests", "%");
    private static readonly double[] s_marked = [50, 90, 95, 99];

    private protected override void WriteBody(Markup markup)
    {
        double[][] sorted = [.. series.Select(s => s.Values.Where(PlotNumber.IsDrawable).Order().ToArray())];
        PlotLimit[] drawn = [.. limits.Where(l => PlotNumber.IsDrawable(l.Value))];
        var frame = new PlotFrame(PlotScale.Logarithmic(sorted.SelectMany(s => s).Concat(drawn.Select(l => l.Value))), PlotScale.Linear([0, 100], hasZero: true));
        PlotLegend.Write(markup, series.Select(s => s.Name));
        frame.Open(markup, Title, x, s_share);
        for (var i = 0; i < drawn.Length; i++) frame.Limit(markup, drawn[i].Value, $"{drawn[i].Name}: {x.Value(drawn[i].Value)}{Shares(sorted, drawn[i].Value)}", i);
        for (var i = 0; i < series.Count; i++) Curve(markup, frame, series[i].Name, sorted[i], PlotLegend.Colour(i));
        PlotFrame.Close(markup);
    }

    private void Curve(Markup markup, PlotFrame frame, string name, double[] sorted, int colour)
    {
        if (sorted.Length == 0) return;
        var points = new List<PlotPoint> { new(sorted[0], 0) };
        foreach (var i in Thinning.Some(sorted.Length, Thinning.Points)) points.Add(new PlotPoint(sorted[i], 100.0 * (i + 1) / sorted.Length));
        PlotPath.Write(markup, $"line c{colour}", name, isStepped: true, points, frame.X, frame.Y);
        foreach (var percent in s_marked)
        {
            // The smallest value that at least this share does not exceed.
            var value = sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * sorted.Length) - 1)];
            markup.Add($"<circle class=\"dot c{colour}\" cx=\"{frame.X(value)}\" cy=\"{frame.Y(percent)}\" r=\"3.5\"><title>{name}: p{percent} {x.Value(value)}</title></circle>\n");
        }
    }

    /// <summary>The share of the only series within the limit; with several series a name beside the line would say too much.</summary>
    private static string Shares(double[][] sorted, double limit) =>
        sorted is [{ Length: > 0 } only] ? $" ({PlotNumber.Text(100.0 * only.Count(v => v <= limit) / only.Length)} % within)" : "";
}
