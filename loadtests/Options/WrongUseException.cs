namespace Orchestrator.LoadTests.Options;

/// <summary>A command line that cannot be obeyed; the message is one line with the value.</summary>
public sealed class WrongUseException(string message) : Exception(message);
