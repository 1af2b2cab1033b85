namespace Orchestrator.Simulator.Workloads;

/// <summary>A time in which a mix and its rate stay as they are.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="Rate">Requests per second, on average; 0 is a pause.</param>
/// <param name="Parts">The kinds of requests; at least one.</param>
public sealed record MixPhase(double Seconds, double Rate, IReadOnlyList<MixPart> Parts);
