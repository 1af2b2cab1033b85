using Orchestrator.LoadTests.Arrivals;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>When requests are sent.</summary>
public sealed class ArrivalTimesTests
{
    [Fact]
    public void Constant_arrivals_are_evenly_spaced_from_the_start_on()
    {
        var times = ArrivalTimes.At(20, TimeSpan.FromSeconds(1), ArrivalKind.Constant, new Random(1)).ToList();
        Assert.Equal(20, times.Count);
        Assert.All(times.Index(), t => Assert.Equal(0.05 * t.Index, t.Item.TotalSeconds, 6));
    }

    [Fact]
    public void Arrivals_by_chance_have_exponential_gaps_of_the_wanted_mean()
    {
        var times = ArrivalTimes.At(50, TimeSpan.FromSeconds(2000), ArrivalKind.Poisson, new Random(RandomSeed.Or(7))).Select(t => t.TotalSeconds).ToList();
        double[] gaps = [.. times.Zip(times.Skip(1), (a, b) => b - a)];
        Assert.InRange(times.Count, 98_000, 102_000);
        Assert.Equal(0.02, gaps.Average(), 3);
        // As large as the mean, which only exponential gaps have; and as memoryless: 1/e are longer than the mean.
        Assert.InRange(Math.Sqrt(gaps.Select(g => (g - 0.02) * (g - 0.02)).Average()), 0.0195, 0.0205);
        Assert.InRange(gaps.Count(g => g > 0.02) / (double)gaps.Length, 0.36, 0.376);
    }

    [Theory]
    [InlineData("Poisson")]
    [InlineData("Constant")]
    public void Each_span_has_its_own_rate(string kind)
    {
        RateSpan[] spans = [new(100, 10), new(50, 0), new(100, 40)];
        var times = ArrivalTimes.Over(spans, Enum.Parse<ArrivalKind>(kind), new Random(RandomSeed.Or(3))).Select(t => t.TotalSeconds).ToList();
        Assert.Equal(times.Order(), times);
        Assert.InRange(times.Count(t => t < 100), 900, 1100);
        Assert.DoesNotContain(times, t => t is >= 100 and < 150);
        Assert.InRange(times.Count(t => t >= 150), 3800, 4200);
        Assert.True(times[^1] < 250);
    }

    [Fact]
    public void Cutting_time_into_spans_of_one_rate_changes_no_arrival()
    {
        var seed = RandomSeed.Next();
        var whole = ArrivalTimes.Over([new(100, 7)], ArrivalKind.Poisson, new Random(seed)).ToList();
        var cut = ArrivalTimes.Over(Enumerable.Repeat(new RateSpan(2.5, 7), 40), ArrivalKind.Poisson, new Random(seed)).ToList();
        Assert.Equal(whole.Count, cut.Count);
        Assert.All(whole.Zip(cut), t => Assert.Equal(t.First.TotalSeconds, t.Second.TotalSeconds, 5));
    }
}
