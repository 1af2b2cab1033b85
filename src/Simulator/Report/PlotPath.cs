namespace Orchestrator.Simulator.Report;

/// <summary>A line through points, thinned.</summary>
internal static class PlotPath
{
    // Places of a line that say their values when pointed at: one every few millimetres.
    private const int Spots = 80;

    /// <param name="markup">Written to.</param>
    /// <param name="kind">Its classes in the style.</param>
    /// <param name="name">Said when pointed at.</param>
    /// <param name="isStepped">Whether a value holds until the next point.</param>
    /// <param name="points">To be drawn, in the order of X.</param>
    /// <param name="x">Place of an X.</param>
    /// <param name="y">Place of a Y.</param>
    /// <param name="end">Where a stepped line ends; null at its last point.</param>
    public static void Write(Markup markup, string kind, string name, bool isStepped, IReadOnlyList<PlotPoint> points, Func<double, double> x, Func<double, double> y, double? end = null)
    {
        if (points.Count == 0) return;
        markup.Add($"<path class=\"{kind}\" d=\"M{x(points[0].X)} {y(points[0].Y)}");
        foreach (var point in points.Skip(1))
        {
            if (isStepped) markup.Add($"H{x(point.X)}V{y(point.Y)}");
            else markup.Add($"L{x(point.X)} {y(point.Y)}");
        }
        if (end is { } last && isStepped) markup.Add($"H{x(last)}");
        markup.Add($"\"><title>{name}</title></path>\n");
    }

    /// <summary>The points of a line that are drawn.</summary>
    public static IReadOnlyList<PlotPoint> Thinned(PlotSeries series)
    {
        var all = series.Points;
        return [.. Thinning.Keep(all.Count, i => all[i].Y).Select(i => all[i])];
    }

    /// <summary>Some points of a line, and its highest, as spots that say their values.</summary>
    public static void WriteSpots(Markup markup, int colour, PlotSeries series, IReadOnlyList<PlotPoint> points, PlotFrame frame, PlotAxis x, PlotAxis y)
    {
        if (points.Count == 0) return;
        var highest = Enumerable.Range(0, points.Count).MaxBy(i => points[i].Y);
        foreach (var i in Thinning.Some(points.Count, Spots).Append(highest).Distinct().Order())
        {
            var point = points[i];
            markup.Add($"<circle class=\"spot c{colour}\" cx=\"{frame.X(point.X)}\" cy=\"{frame.Y(point.Y)}\" r=\"5\"><title>{Text(point)}</title></circle>\n");
        }

        string Text(PlotPoint point) => $"{series.Name}: {y.Value(point.Y)} at {x.Value(point.X)}{(point.Note.Length > 0 ? $", {point.Note}" : "")}";
    }
}
