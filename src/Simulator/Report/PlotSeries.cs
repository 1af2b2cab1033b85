namespace Orchestrator.Simulator.Report;

/// <summary>Points that belong together.</summary>
/// <param name="name">In the legend.</param>
/// <param name="points">For lines in the order of X. Points that are not finite are left out.</param>
/// <param name="isStepped">Whether a value holds until the next point, instead of a straight way there.</param>
public sealed class PlotSeries(string name, IReadOnlyList<PlotPoint> points, bool isStepped = false)
{
    public string Name { get; } = name;

    public bool IsStepped { get; } = isStepped;

    internal IReadOnlyList<PlotPoint> Points { get; } = [.. points.Where(p => PlotNumber.IsDrawable(p.X) && PlotNumber.IsDrawable(p.Y))];
}
