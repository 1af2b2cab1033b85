namespace Orchestrator.Hosting.Settings;

/// <summary>The process cannot start as it was asked to. The message is one line for the person who started it; the exit code is 2.</summary>
public sealed class WrongUseException(string message, Exception? inner = null) : Exception(message, inner);
