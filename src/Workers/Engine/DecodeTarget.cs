namespace Orchestrator.Workers.Engine;

/// <summary>The decode worker that a prefilled sequence goes to.</summary>
public sealed record DecodeTarget(string Worker, Guid Life, string KvEndpoint);
