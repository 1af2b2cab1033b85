namespace Orchestrator.Contracts.Constraints;

/// <summary>What was meant to be a token automaton is none, or is too large: one line with the values.</summary>
public sealed class AutomatonException(string message) : Exception(message);
