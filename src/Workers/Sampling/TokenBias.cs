namespace Orchestrator.Workers.Sampling;

/// <summary>What is added to one token's logit before anything else happens to it.</summary>
public readonly record struct TokenBias(int Token, float Bias);
