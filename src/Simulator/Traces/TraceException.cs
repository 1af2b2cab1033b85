namespace Orchestrator.Simulator.Traces;

/// <summary>A trace that cannot be used, with file, line and reason.</summary>
public sealed class TraceException(string message, Exception? inner = null) : Exception(message, inner);
