namespace Orchestrator.Simulator.Report;

/// <summary>Counts that stand on each other and hold until they change, as workers by role; over them, if wanted, a line with an axis of its own, as the load.</summary>
/// <param name="title">Shown above it.</param>
/// <param name="x">Axis across.</param>
/// <param name="y">Axis of the counts.</param>
/// <param name="layers">From the bottom; a point is a new count, 0 or above, from its X on. Before its first point a layer counts 0.</param>
/// <param name="end">X to which the last counts hold.</param>
public sealed class StackedSteps(string title, PlotAxis x, PlotAxis y, IReadOnlyList<PlotSeries> layers, double end) : PagePart(title)
{
    private const int Strips = 120;

    /// <summary>A line over the layers.</summary>
    public PlotSeries? Load { get; init; }

    /// <summary>Its axis, at the right.</summary>
    public PlotAxis? LoadAxis { get; init; }

    private protected override void WriteBody(Markup markup)
    {
        var (times, counts) = Merge();
        var loaded = Load is null ? [] : PlotPath.Thinned(Load);
        var frame = new PlotFrame(
            PlotScale.Linear(times.Append(end).Concat(loaded.Select(p => p.X)), hasZero: false),
            PlotScale.Linear(counts.Select(c => c.Sum()), hasZero: true),
            Load is null ? null : PlotScale.Linear(loaded.Select(p => p.Y), hasZero: true));
        var loadAxis = Load is null ? null : LoadAxis ?? new PlotAxis(Load.Name, "");
        PlotLegend.Write(markup, layers.Select(l => l.Name), Load?.Name);
        frame.Open(markup, Title, x, y, loadAxis);
        if (times.Length > 0)
        {
            for (var layer = 0; layer < layers.Count; layer++) Area(markup, frame, times, counts, layer);
            if (Load is not null) PlotPath.Write(markup, "load", Load.Name, Load.IsStepped, loaded, frame.X, frame.Other, end);
            int[] strips = [.. Thinning.Some(times.Length, Strips)];
            for (var i = 0; i < strips.Length; i++)
                frame.Strip(markup, times[strips[i]], i + 1 < strips.Length ? times[strips[i + 1]] : End(times), Text(times[strips[i]], counts[strips[i]], loadAxis));
        }
        PlotFrame.Close(markup);
    }

    private double End(double[] times) => Math.Max(end, times[^1]);

    /// <summary>The times at which any layer changes, thinned, and all counts from each of them on.</summary>
    private (double[] Times, double[][] Counts) Merge()
    {
        double[] times = [.. layers.SelectMany(l => l.Points).Select(p => p.X).Distinct().Order()];
        var next = new int[layers.Count];
        var now = new double[layers.Count];
        var counts = new double[times.Length][];
        for (var t = 0; t < times.Length; t++)
        {
            for (var layer = 0; layer < layers.Count; layer++)
            {
                var points = layers[layer].Points;
                while (next[layer] < points.Count && points[next[layer]].X <= times[t]) now[layer] = Math.Max(0, points[next[layer]++].Y);
            }
            counts[t] = [.. now];
        }
        var kept = Thinning.Keep(times.Length, [.. layers.Select((_, layer) => (Func<int, double>)(t => counts[t][layer]))]);
        return ([.. kept.Select(t => times[t])], [.. kept.Select(t => counts[t])]);
    }

    private void Area(Markup markup, PlotFrame frame, double[] times, double[][] counts, int layer)
    {
        markup.Add($"<path class=\"area c{PlotLegend.Colour(layer)}\" d=\"M{frame.X(times[0])} {Top(0, layer + 1)}");
        for (var t = 1; t < times.Length; t++) markup.Add($"H{frame.X(times[t])}V{Top(t, layer + 1)}");
        markup.Add($"H{frame.X(End(times))}V{Top(times.Length - 1, layer)}");
        // Back along the layer below.
        for (var t = times.Length - 1; t > 0; t--) markup.Add($"H{frame.X(times[t])}V{Top(t - 1, layer)}");
        markup.Add($"H{frame.X(times[0])}Z\"><title>{layers[layer].Name}</title></path>\n");

        double Top(int t, int below) => frame.Y(counts[t].Take(below).Sum());
    }

    private string Text(double time, double[] counts, PlotAxis? loadAxis)
    {
        var text = $"{x.Value(time)}: {string.Join(", ", layers.Select((l, i) => $"{l.Name} {PlotNumber.Text(counts[i])}"))}";
        var load = Load?.Points.LastOrDefault(p => p.X <= time, new PlotPoint(0, double.NaN)).Y;
        return load is { } value && !double.IsNaN(value) ? $"{text}, {Load!.Name} {loadAxis!.Value(value)}" : text;
    }
}
