using Orchestrator.Policies.Cost;

namespace Orchestrator.Policies.Batching;

/// <summary>How much of the waiting prompts a step may compute beside the sequences that decode (Sarathi-Serve's chunk, sized anew for each step).</summary>
public static class StepBudget
{
    /// <summary>The most prompt tokens with which a step keeps within a time; 0 when the decoding sequences alone take longer.</summary>
    /// <param name="cost">Of a step.</param>
    /// <param name="decodes">Sequences that decode.</param>
    /// <param name="context">Their tokens in the cache, in sum.</param>
    /// <param name="before">Tokens that the prompt in hand has in the cache already.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="most">Tokens at most.</param>
    public static int PrefillTokens(IStepTimes cost, int decodes, double context, int before, double seconds, int most)
    {
        if (Takes(cost, decodes, context, before, most) <= seconds) return most;
        var (fits, not) = (0, most);
        while (not - fits > 1)
        {
            var middle = (fits + not) / 2;
            if (Takes(cost, decodes, context, before, middle) <= seconds) fits = middle;
            else not = middle;
        }
        return fits;
    }

    /// <summary>
    /// Tokens of a step in which sequences decode, theirs included: as many as keep it within a time. Where that time cannot be kept anyhow, prompts get as long as the
    /// answers take, so that neither starves.
    /// </summary>
    /// <param name="times">Of steps; their context is in them.</param>
    /// <param name="decodes">Sequences that decode; above 0.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="options">The limits of a step.</param>
    public static int Tokens(IStepTimes times, int decodes, double seconds, BatchOptions options)
    {
        var alone = times.Seconds(StepWork.Decode(decodes, 0));
        var most = options.TokenBudget - decodes;
        return decodes + Math.Min(most, Math.Max(options.BlockSize, PrefillTokens(times, decodes, 0, 0, Math.Max(seconds, 2 * alone), most)));
    }

    private static double Takes(IStepTimes cost, int decodes, double context, int before, int tokens) =>
        cost.Seconds(new StepWork(tokens, StepWork.Pairs(tokens, before), decodes, context, decodes + 1));
}
