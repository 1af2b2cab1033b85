namespace Orchestrator.Simulator.Serving;

/// <summary>What was asked for on the command line makes no sense.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
