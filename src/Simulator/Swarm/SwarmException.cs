namespace Orchestrator.Simulator.Swarm;

/// <summary>Something that must never be, with who and what.</summary>
internal sealed class SwarmException(string message) : Exception(message);
