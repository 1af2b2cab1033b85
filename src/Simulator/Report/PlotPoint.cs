namespace Orchestrator.Simulator.Report;

/// <summary>A point of a plot.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
/// <param name="Note">Shown when pointed at; empty for none.</param>
public readonly record struct PlotPoint(double X, double Y, string Note = "");
