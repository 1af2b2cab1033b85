namespace Orchestrator.Workers.Model;

/// <summary>A token that may come next, and its logit.</summary>
public readonly record struct Candidate(int Token, float Logit);
