namespace Orchestrator.Simulator.Report;

/// <summary>Values of one kind.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Values">In any order; those that are not finite are left out.</param>
public sealed record DistributionSeries(string Name, IReadOnlyList<double> Values);
