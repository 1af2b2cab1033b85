namespace Orchestrator.Workers.Sampling;

/// <summary>The token picked, or why there is none.</summary>
/// <param name="Result">Picked, or the reason.</param>
/// <param name="Token">The token; only when picked.</param>
public readonly record struct SamplingOutcome(SamplingResult Result, int Token)
{
    public static SamplingOutcome Picked(int token) => new(SamplingResult.Picked, token);
    public static SamplingOutcome NotANumber { get; } = new(SamplingResult.NotANumber, 0);
    public static SamplingOutcome NothingAllowed { get; } = new(SamplingResult.NothingAllowed, 0);
}
