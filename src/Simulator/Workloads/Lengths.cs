namespace Orchestrator.Simulator.Workloads;

/// <summary>Tokens of one request.</summary>
/// <param name="Prompt">At least 1.</param>
/// <param name="Answer">At least 1.</param>
public readonly record struct Lengths(int Prompt, int Answer);
