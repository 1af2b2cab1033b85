namespace Orchestrator.Workers.Sampling;

/// <summary>What a pick came to.</summary>
public enum SamplingResult
{
    /// <summary>A token was picked.</summary>
    Picked,

    /// <summary>A logit is NaN or plus infinity: the model's numbers cannot be trusted.</summary>
    NotANumber,

    /// <summary>Every token is masked.</summary>
    NothingAllowed,
}
