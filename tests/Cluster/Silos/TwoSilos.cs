namespace Orchestrator.Cluster.Silos;

/// <summary>Two silos, for one class of tests. They watch each other by the clock, so theirs goes on.</summary>
public sealed class TwoSilos() : TestSilos(2, TimeProvider.System);
