namespace Orchestrator.Gateway.Links;

/// <summary>A worker cannot be reached or is not the one that is meant; the message says why.</summary>
internal sealed class LinkException(string message, Exception? inner = null) : Exception(message, inner);
