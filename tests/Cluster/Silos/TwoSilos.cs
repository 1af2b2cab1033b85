namespace Orchestrator.Cluster.Silos;

/// <summary>Two silos, for one class of tests.</summary>
public sealed class TwoSilos() : TestSilos(2);
