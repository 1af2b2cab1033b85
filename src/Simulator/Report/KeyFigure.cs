namespace Orchestrator.Simulator.Report;

/// <summary>A number that a reader should see first.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">As shown, with its unit.</param>
public sealed record KeyFigure(string Label, string Value);
