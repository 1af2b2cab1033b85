namespace Orchestrator.Policies.Cost;

/// <summary>Step times as an engine has measured them of itself: little is known of them, but it is of this machine and this model.</summary>
/// <param name="PromptTokensPerSecond">Prompt tokens computed per second where nobody decodes; above 0.</param>
/// <param name="StepSeconds">A step that makes a token of one sequence.</param>
/// <param name="SequenceSeconds">What each further sequence adds to it.</param>
/// <param name="MixedFactor">How long a step with both takes, as a part of what its two parts take alone; below 1 because the weights are read once.</param>
public sealed record MeasuredStepTimes(double PromptTokensPerSecond, double StepSeconds, double SequenceSeconds, double MixedFactor) : IStepTimes
{
    /// <inheritdoc/>
    public double Seconds(in StepWork work)
    {
        var prompts = work.PrefillTokens / PromptTokensPerSecond;
        var answers = work.DecodeSequences > 0 ? StepSeconds + SequenceSeconds * (work.DecodeSequences - 1) : 0;
        // What was measured of large chunks must not make a step shorter than its larger part.
        return work.IsMixed ? Math.Max(MixedFactor * (prompts + answers), Math.Max(prompts, answers)) : prompts + answers;
    }
}
