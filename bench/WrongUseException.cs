namespace Orchestrator.Bench;

/// <summary>A command line that cannot be carried out as it stands; the message says which word and why, in one line.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
