using Orchestrator.Workers.Sampling;

namespace Orchestrator.Unit.Sampling;

/// <summary>The sampler's rules written the slow, obvious way in double precision: a dictionary of probabilities after each step.</summary>
internal static class ReferenceSampler
{
    /// <summary>Token -> probability, only tokens that can be picked.</summary>
    public static Dictionary<int, double> Distribution(float[] logits, SamplingOptions options, int[] prompt, int[] output, int[] banned)
    {
        var adjusted = logits.Select(l => (double)l).ToArray();
        foreach (var (token, bias) in options.LogitBias) adjusted[token] += bias;
        foreach (var token in banned) adjusted[token] = double.NegativeInfinity;
        foreach (var token in prompt.Concat(output).Distinct())
            adjusted[token] = adjusted[token] > 0 ? adjusted[token] / options.RepetitionPenalty : adjusted[token] * options.RepetitionPenalty;
        foreach (var group in output.GroupBy(t => t))
            adjusted[group.Key] -= options.FrequencyPenalty * group.Count() + options.PresencePenalty;

        var order = Enumerable.Range(0, logits.Length).Where(t => !double.IsNegativeInfinity(adjusted[t]))
            .OrderByDescending(t => adjusted[t]).ThenBy(t => t).ToList();
        if (options.Temperature == 0) return new() { [order[0]] = 1 };

        var kept = Normalised(order.Select(t => (t, Math.Exp((adjusted[t] - adjusted[order[0]]) / options.Temperature))));
        kept = Normalised(kept.Where(e => e.P >= options.MinP * kept[0].P));
        if (options.TopK > 0) kept = Normalised(kept.Take(options.TopK));
        var before = 0.0;
        var nucleus = kept.TakeWhile((e, i) =>
        {
            var inside = i == 0 || before < options.TopP;
            before += e.P;
            return inside;
        }).ToList();
        return Normalised(nucleus).ToDictionary(e => e.Token, e => e.P);
    }

    private static List<(int Token, double P)> Normalised(IEnumerable<(int Token, double P)> weights)
    {
        var list = weights.ToList();
        var sum = list.Sum(e => e.P);
        return [.. list.Select(e => (e.Token, e.P / sum))];
    }
}
