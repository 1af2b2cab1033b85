namespace Orchestrator.Cluster.Silos;

/// <summary>One silo whose clock goes on, for tests of what comes about in time by itself.</summary>
public sealed class RunningSilo() : TestSilos(1, TimeProvider.System);
