namespace Orchestrator.Simulator.Report;

/// <summary>Points of which more is better in both directions, with a line through each series' Pareto front; points that others of their series beat are pale.</summary>
/// <param name="title">Shown above it.</param>
/// <param name="x">Axis across.</param>
/// <param name="y">Axis upwards.</param>
/// <param name="series">Points in any order; the front's are all drawn, of the others some when they are many.</param>
public sealed class ScatterFront(string title, PlotAxis x, PlotAxis y, IReadOnlyList<PlotSeries> series) : PagePart(title)
{
    private protected override void WriteBody(Markup markup)
    {
        var frame = new PlotFrame(
            PlotScale.Linear(series.SelectMany(s => s.Points).Select(p => p.X), hasZero: true),
            PlotScale.Linear(series.SelectMany(s => s.Points).Select(p => p.Y), hasZero: true));
        PlotLegend.Write(markup, series.Select(s => s.Name));
        frame.Open(markup, Title, x, y);
        int[][] fronts = [.. series.Select(s => ParetoFront.Of(s.Points))];
        // Fronts after all pale points: what matters lies on top.
        for (var i = 0; i < series.Count; i++)
        {
            var beaten = Enumerable.Range(0, series[i].Points.Count).Except(fronts[i]).ToList();
            foreach (var at in Thinning.Some(beaten.Count, Thinning.Points)) Dot(markup, frame, $"dot dominated c{PlotLegend.Colour(i)}", series[i], beaten[at], 3);
        }
        for (var i = 0; i < series.Count; i++)
        {
            PlotPath.Write(markup, $"line c{PlotLegend.Colour(i)}", series[i].Name, isStepped: false, [.. fronts[i].Select(at => series[i].Points[at])], frame.X, frame.Y);
            foreach (var at in fronts[i]) Dot(markup, frame, $"dot c{PlotLegend.Colour(i)}", series[i], at, 4);
        }
        PlotFrame.Close(markup);
    }

    private void Dot(Markup markup, PlotFrame frame, string kind, PlotSeries of, int at, int radius)
    {
        var point = of.Points[at];
        var text = $"{of.Name}{(point.Note.Length > 0 ? $", {point.Note}" : "")}: {x.Value(point.X)}, {y.Value(point.Y)}";
        markup.Add($"<circle class=\"{kind}\" cx=\"{frame.X(point.X)}\" cy=\"{frame.Y(point.Y)}\" r=\"{radius}\"><title>{text}</title></circle>\n");
    }
}
