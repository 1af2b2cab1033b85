namespace Orchestrator.Simulator.Pages;

/// <summary>One run of a search for capacity.</summary>
/// <param name="Mode">Of the fleet.</param>
/// <param name="Seed">Of the workload.</param>
/// <param name="RateScale">Tried.</param>
/// <param name="Attainment">Reached; of a run that was ended early the share served well by then, of all.</param>
internal readonly record struct CapacityProbe(string Mode, int Seed, double RateScale, double Attainment);
