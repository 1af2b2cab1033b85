namespace Orchestrator.Simulator.Report;

/// <summary>Some series over one quantity, usually time; the height begins at 0.</summary>
/// <param name="title">Shown above it.</param>
/// <param name="x">Axis across.</param>
/// <param name="y">Axis upwards.</param>
/// <param name="series">Lines; long ones are thinned without losing extremes.</param>
public sealed class LinePlot(string title, PlotAxis x, PlotAxis y, IReadOnlyList<PlotSeries> series) : PagePart(title)
{
    private protected override void WriteBody(Markup markup)
    {
        var frame = new PlotFrame(
            PlotScale.Linear(series.SelectMany(s => s.Points).Select(p => p.X), hasZero: false),
            PlotScale.Linear(series.SelectMany(s => s.Points).Select(p => p.Y), hasZero: true));
        PlotLegend.Write(markup, series.Select(s => s.Name));
        frame.Open(markup, Title, x, y);
        IReadOnlyList<PlotPoint>[] drawn = [.. series.Select(PlotPath.Thinned)];
        for (var i = 0; i < series.Count; i++) PlotPath.Write(markup, $"line c{PlotLegend.Colour(i)}", series[i].Name, series[i].IsStepped, drawn[i], frame.X, frame.Y);
        // After all lines: no line hides them.
        for (var i = 0; i < series.Count; i++) PlotPath.WriteSpots(markup, PlotLegend.Colour(i), series[i], drawn[i], frame, x, y);
        PlotFrame.Close(markup);
    }
}
