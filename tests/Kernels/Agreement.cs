namespace Orchestrator.Kernels;

/// <summary>How near a backend's logits come to llama.cpp's, over the steps of a golden answer.</summary>
/// <param name="LargestDifference">Between the logits of llama.cpp's five likeliest tokens, absolutely.</param>
/// <param name="WorstRank">Of llama.cpp's choice; 1 is the likeliest.</param>
/// <param name="LeastOverlap">Of the five likeliest tokens, in the step where the fewest agree.</param>
/// <param name="MeanOverlap">Of the five likeliest tokens, over all steps.</param>
internal sealed record Agreement(float LargestDifference, int WorstRank, int LeastOverlap, double MeanOverlap)
{
    /// <summary>Compares steps that were each fed llama.cpp's token of the step before.</summary>
    /// <param name="logits">For each step, [vocab].</param>
    /// <param name="steps">For each step, llama.cpp's five likeliest tokens and their logits.</param>
    /// <param name="choices">Its choices.</param>
    public static Agreement Of(IEnumerable<float[]> logits, (int Token, float Logit)[][] steps, int[] choices)
    {
        var (largest, rank, overlaps) = (0f, 1, new List<int>());
        foreach (var (ours, step) in logits.Zip(Enumerable.Range(0, steps.Length)))
        {
            foreach (var (token, logit) in steps[step]) largest = Math.Max(largest, Math.Abs(ours[token] - logit));
            rank = Math.Max(rank, 1 + ours.Count(logit => logit > ours[choices[step]]));
            var top = Enumerable.Range(0, ours.Length).OrderByDescending(token => ours[token]).Take(5);
            overlaps.Add(top.Intersect(steps[step].Select(best => best.Token)).Count());
        }
        return new(largest, rank, overlaps.Min(), overlaps.Average());
    }
}
