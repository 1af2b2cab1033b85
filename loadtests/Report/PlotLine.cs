namespace Orchestrator.LoadTests.Report;

/// <summary>A line of a plot.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">In the order of X; a line is broken where Y is no number.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);
