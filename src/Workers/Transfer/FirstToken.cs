namespace Orchestrator.Workers.Transfer;

/// <summary>The token that ends a prefill: its id and its place in the answer.</summary>
public sealed record FirstToken(int Token, int Index);
