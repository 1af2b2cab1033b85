namespace Orchestrator.Workers.Sampling;

/// <summary>The natural logarithm of one token's probability under the model's own distribution over the tokens that are allowed, before bias, penalties and temperature.</summary>
public readonly record struct TokenLogprob(int Token, float Logprob);
