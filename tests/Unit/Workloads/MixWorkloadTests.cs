using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Workloads;

public sealed class MixWorkloadTests
{
    [Fact]
    public void Shift5_has_phases_of_the_published_rates_and_mixes()
    {
        const double Load = 16;
        var workload = ShiftWorkload.Make(Load, 300, 4, RandomSeed.Next(), LengthTable.Fixed(2000, 1), LengthTable.Fixed(1000, 2));
        Assert.Equal(("shift5", 1200.0), (workload.Name, workload.Seconds));
        for (var phase = 0; phase < 4; phase++)
        {
            var (rate, share) = phase % 2 == 0 ? (15.27 * Load, 0.9) : (18.47 * Load, 0.1);
            var inside = workload.Arrivals.Where(a => (int)(a.At / 300) == phase).ToList();
            // Six standard errors and the rounding of the published rates.
            Assert.InRange(inside.Count / 300.0, rate * 0.999 - 6 * Math.Sqrt(rate / 300), rate * 1.001 + 6 * Math.Sqrt(rate / 300));
            Assert.InRange(inside.Count(a => a.AnswerTokens == 1) / (double)inside.Count, share - 6 * 0.3 / Math.Sqrt(inside.Count), share + 6 * 0.3 / Math.Sqrt(inside.Count));
        }
    }

    [Fact]
    public void The_published_rates_come_out()
    {
        Assert.Equal(15.27, ShiftWorkload.RateFor(1, 0.9), 2);
        Assert.Equal(18.47, ShiftWorkload.RateFor(1, 0.1), 2);
    }

    [Fact]
    public void The_built_in_workloads_run_without_any_file_in_order_and_within_bounds()
    {
        var seed = RandomSeed.Next();
        foreach (var (workload, seconds) in new[] { (ShiftWorkload.Shift5(1, seed), 1200), (ShiftWorkload.Shift1(1, seed), 600) })
        {
            Assert.Equal(seconds, workload.Seconds);
            InOrder(workload);
            var code = workload.Arrivals.Where(a => a.At < 60).Average(a => a.AnswerTokens);
            var conversation = workload.Arrivals.Where(a => a.At >= seconds - 60).Average(a => a.AnswerTokens);
            Assert.True(conversation > 2 * code, $"answers of {code} and {conversation} tokens");
        }
    }

    [Fact]
    public void A_pause_has_no_arrivals()
    {
        MixPart[] parts = [new(LengthTable.Fixed(1, 1), 1)];
        var workload = MixWorkload.Make("pause", [new(10, 20, parts), new(30, 0, parts), new(10, 20, parts)], RandomSeed.Or(7));
        Assert.DoesNotContain(workload.Arrivals, a => a.At is >= 10 and < 40);
        Assert.InRange(workload.Arrivals.Count(a => a.At < 10), 100, 300);
        Assert.InRange(workload.Arrivals.Count(a => a.At >= 40), 100, 300);
    }

    [Fact]
    public void Bursts_have_the_mean_rate_and_more_variance_than_chance()
    {
        const int Seconds = 40_000;
        // 10 s at 20 per second, 30 s at 2: on average a quarter of the time in bursts, 6.5 per second.
        var workload = BurstWorkload.Make(20, 2, 10, 30, Seconds, RandomSeed.Next(), LengthTable.Fixed(1, 1));
        InOrder(workload);
        Assert.Equal(Seconds, workload.Seconds, 6);
        Assert.InRange(workload.Rate, 5.2, 7.8);
        var counts = new double[Seconds];
        foreach (var arrival in workload.Arrivals) counts[(int)arrival.At]++;
        var mean = counts.Average();
        Assert.True(counts.Average(c => (c - mean) * (c - mean)) > 3 * mean);
    }

    [Fact]
    public void Phases_and_mixes_that_make_no_sense_are_refused()
    {
        MixPart[] parts = [new(LengthTable.Fixed(1, 1), 1)];
        MixPhase[] wrong = [new(0, 1, parts), new(1, -1, parts), new(double.NaN, 1, parts), new(1, double.PositiveInfinity, parts), new(1, 1, []), new(1, 1, [parts[0] with { Share = 0 }]), new(1, 1, [parts[0], parts[0] with { Share = -1 }])];
        foreach (var phase in wrong) Assert.Throws<ArgumentException>(() => MixWorkload.Make("wrong", [phase], 1));
        Assert.Throws<ArgumentException>(() => MixWorkload.Make("none", [], 1));
    }

    private static void InOrder(Workload workload)
    {
        var last = 0.0;
        foreach (var arrival in workload.Arrivals)
        {
            Assert.True(arrival.At >= last && arrival.At < workload.Seconds && arrival.PromptTokens >= 1 && arrival.AnswerTokens >= 1 && arrival.Blocks.Length == 0, $"{arrival}");
            last = arrival.At;
        }
    }
}
