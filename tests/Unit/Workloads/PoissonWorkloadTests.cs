using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Workloads;

public sealed class PoissonWorkloadTests
{
    [Fact]
    public void Counts_per_second_have_mean_and_variance_of_the_rate()
    {
        const int Seconds = 20_000;
        const double Rate = 7;
        var workload = PoissonWorkload.Make(Rate, Seconds, RandomSeed.Next(), LengthTable.Fixed(1, 1));
        var counts = new double[Seconds];
        foreach (var arrival in workload.Arrivals) counts[(int)arrival.At]++;
        var mean = counts.Average();
        var variance = counts.Sum(c => (c - mean) * (c - mean)) / (Seconds - 1);
        // Six standard errors: of the mean sqrt(rate / n), of the variance about rate x sqrt(2 / n).
        Assert.InRange(mean, Rate - 6 * Math.Sqrt(Rate / Seconds), Rate + 6 * Math.Sqrt(Rate / Seconds));
        Assert.InRange(variance, Rate - 6 * Rate * Math.Sqrt(2.2 / Seconds), Rate + 6 * Rate * Math.Sqrt(2.2 / Seconds));
    }

    [Fact]
    public void The_first_arrival_waits_as_long_as_any_gap()
    {
        var seed = RandomSeed.Or(1);
        var first = Enumerable.Range(seed, 4000).Average(s => PoissonWorkload.Make(2, 50, s, LengthTable.Fixed(1, 1)).Arrivals[0].At);
        Assert.InRange(first, 0.45, 0.55);
    }

    [Fact]
    public void Equal_seeds_give_equal_workloads_and_others_do_not()
    {
        var seed = RandomSeed.Next();
        var (one, same, other) = (Make(seed), Make(seed), Make(seed + 1));
        Assert.Equal(one, same);
        Assert.NotEqual(one.Select(a => a.At), other.Select(a => a.At));
        Assert.NotEqual(one.Take(50).Select(a => a.PromptTokens), other.Take(50).Select(a => a.PromptTokens));

        static List<Arrival> Make(int seed) => [.. PoissonWorkload.Make(10, 100, seed, LengthTable.Conversation).Arrivals];
    }

    [Fact]
    public void Another_rate_scales_the_times_and_keeps_the_lengths()
    {
        var seed = RandomSeed.Next();
        var slow = PoissonWorkload.Make(5, 200, seed, LengthTable.Code).Arrivals;
        var fast = PoissonWorkload.Make(20, 200, seed, LengthTable.Code).Arrivals;
        for (var i = 0; i < slow.Count; i++)
        {
            Assert.Equal(slow[i].At / 4, fast[i].At, 9);
            Assert.Equal((slow[i].PromptTokens, slow[i].AnswerTokens), (fast[i].PromptTokens, fast[i].AnswerTokens));
        }
    }

    [Fact]
    public void Reasoning_requests_answer_at_ten_times_the_length()
    {
        var plain = PoissonWorkload.Make(10, 100, 3, LengthTable.Conversation).Arrivals.Average(a => a.AnswerTokens);
        Assert.InRange(ReasoningWorkload.Make(10, 100, 4, LengthTable.Conversation).Arrivals.Average(a => a.AnswerTokens) / plain, 8, 12.5);
        Assert.InRange(ReasoningWorkload.Make(10, 100, 4, LengthTable.Conversation, share: 0.5).Arrivals.Average(a => a.AnswerTokens) / plain, 4, 7);
    }
}
