namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>A number from -100 to 100 added to the logit of one token.</summary>
/// <param name="Token">Not negative; whether the model has it is not known yet.</param>
/// <param name="Bias">-100 to 100.</param>
public readonly record struct TokenBias(int Token, float Bias);
