namespace Orchestrator.LoadTests.Traces;

/// <summary>A trace that cannot be read, with file, line and reason.</summary>
public sealed class TraceException(string message, Exception? inner = null) : Exception(message, inner);
