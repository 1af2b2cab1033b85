namespace Orchestrator.Simulator.Report;

/// <summary>A value that should not be passed, as an SLO.</summary>
/// <param name="Name">Shown beside its line.</param>
/// <param name="Value">On the axis across.</param>
public sealed record PlotLimit(string Name, double Value);
