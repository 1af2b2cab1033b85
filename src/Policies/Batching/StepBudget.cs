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
    public static int PrefillTokens(StepCost cost, int decodes, double context, int before, double seconds, int most)
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

    private static double Takes(StepCost cost, int decodes, double context, int before, int tokens) =>
        cost.Seconds(new StepWork(tokens, StepWork.Pairs(tokens, before), decodes, context, decodes + 1));
}
