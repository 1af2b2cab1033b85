namespace Orchestrator.LoadTests.Requests;

/// <summary>A server that cannot be measured: not there, or it takes nothing that is sent.</summary>
public sealed class ServerException(string message, Exception? inner = null) : Exception(message, inner);
