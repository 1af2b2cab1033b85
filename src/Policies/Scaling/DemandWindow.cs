using System.Collections.Immutable;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Policies.Scaling;

/// <summary>
/// What came lately, and how far back it may be taken as one: as far as the noise demands, and no farther than it was the same demand. The end
/// is found by comparing what is added with what is there, as ADWIN does (Bifet and Gavaldà, 2007), with a bound on the difference of two noisy sums.
/// </summary>
/// <param name="Parts">Newest first; seconds of each, and what came in them.</param>
public sealed record DemandWindow(ImmutableList<(double Seconds, DemandSample Demand)> Parts)
{
    // A mean whose standard deviation is below this needs no longer window.
    private const double Noise = 0.07;

    // Standard deviations between two stretches that are not of one demand.
    private const double Change = 3;

    /// <summary>Seconds of which at least is told.</summary>
    public const double Shortest = 5;

    private const double Longest = 160;

    // Remembered, so that it is known for how long the demand has been as it is.
    private const double Memory = 640;

    public static DemandWindow Empty { get; } = new([]);

    /// <summary>With what came in the last <paramref name="seconds"/>.</summary>
    public DemandWindow With(double seconds, in DemandSample demand)
    {
        var parts = Parts.Insert(0, (seconds, demand)).ToBuilder();
        var sum = parts.Sum(p => p.Seconds);
        while (parts.Count > 1 && sum - parts[^1].Seconds >= Memory)
        {
            sum -= parts[^1].Seconds;
            parts.RemoveAt(parts.Count - 1);
        }
        return new DemandWindow(parts.ToImmutable());
    }

    /// <summary>The requests of now; empty while too little is known. Their lengths may be taken over a longer time than their number.</summary>
    /// <returns>The requests, over how many seconds they were taken, and for how many seconds the demand has been as it is.</returns>
    public (RequestMix Mix, double Seconds, double Age) Estimate()
    {
        var (prompts, seconds, age) = Stretch(static d => (d.PromptTokens, d.PromptSquares), perSecond: true);
        var (answers, _, _) = Stretch(static d => (d.AnswerTokens, d.AnswerSquares), perSecond: false);
        if (prompts.Prompts < 1 || answers.Answers < 1) return (default, seconds, age);
        var mix = new RequestMix(
            prompts.Prompts / seconds, prompts.PromptTokens / prompts.Prompts, (prompts.PromptSquares + prompts.PromptTokens) / 2 / prompts.Prompts,
            answers.AnswerTokens / answers.Answers, answers.AnswerTokens > 0 ? answers.AnswerContext / answers.AnswerTokens : 1, prompts.MovedTokens / prompts.Prompts);
        return (mix, seconds, age);
    }

    // By the second for what comes, by the request for how long it is: answers that end late say nothing of how many begin now.
    private (DemandSample Sum, double Seconds, double Age) Stretch(Func<DemandSample, (double Sum, double Squares)> of, bool perSecond)
    {
        var (taken, seconds) = (default(DemandSample), 0.0);
        var (all, age) = (default(DemandSample), 0.0);
        var isEnough = false;
        var next = 0;
        for (var length = Shortest; next < Parts.Count; length *= 2)
        {
            var (more, moreSeconds) = (default(DemandSample), 0.0);
            while (next < Parts.Count && age + moreSeconds < length)
            {
                more += Parts[next].Demand;
                moreSeconds += Parts[next++].Seconds;
            }
            if (age > 0)
            {
                if (Differ(all, age, more, moreSeconds, of, perSecond)) break;
                var (sum, squares) = of(taken);
                isEnough |= seconds >= Longest || (sum > 0 && Math.Sqrt(squares) / sum <= Noise);
            }
            (all, age) = (all + more, age + moreSeconds);
            if (!isEnough) (taken, seconds) = (all, age);
        }
        return (taken, seconds, age);
    }

    private static bool Differ(in DemandSample one, double oneSeconds, in DemandSample other, double otherSeconds, Func<DemandSample, (double Sum, double Squares)> of, bool perSecond)
    {
        var ((a, aa), (b, bb)) = (of(one), of(other));
        // The sum of n independent requests has the variance of their squares' sum when n is random as well, and less by n means' squares when it is not.
        var (n, m) = perSecond ? (oneSeconds, otherSeconds) : (one.Answers, other.Answers);
        if (n <= 0 || m <= 0) return false;
        var variance = perSecond
            ? aa / (n * n) + bb / (m * m)
            : (n > 1 ? (aa - a * a / n) / (n * (n - 1)) : aa) + (m > 1 ? (bb - b * b / m) / (m * (m - 1)) : bb);
        return Math.Abs(a / n - b / m) > Change * Math.Sqrt(Math.Max(variance, 0));
    }
}
