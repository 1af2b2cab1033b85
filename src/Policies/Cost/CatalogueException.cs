namespace Orchestrator.Policies.Cost;

/// <summary>A catalogue that cannot be used, or a name that it does not have.</summary>
public sealed class CatalogueException(string message, Exception? inner = null) : Exception(message, inner);
