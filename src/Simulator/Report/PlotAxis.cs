namespace Orchestrator.Simulator.Report;

/// <summary>What an axis shows.</summary>
/// <param name="Label">The quantity.</param>
/// <param name="Unit">Its unit; empty for a number.</param>
public sealed record PlotAxis(string Label, string Unit)
{
    internal string Text => Unit.Length > 0 ? $"{Label} ({Unit})" : Label;

    /// <summary>A value with its unit, for a reader.</summary>
    internal string Value(double value) => Unit.Length > 0 ? $"{PlotNumber.Text(value)} {Unit}" : PlotNumber.Text(value);
}
