using Orchestrator.LoadTests.Measures;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>Percentiles, exact and from a histogram.</summary>
public sealed class PercentileTests
{
    [Fact]
    public void A_percentile_is_the_smallest_value_that_so_many_do_not_exceed()
    {
        var of = Percentiles.Of(Enumerable.Range(1, 100).Select(i => TimeSpan.FromMilliseconds(i)))!;
        Assert.Equal((100, 0.050, 0.090, 0.099, 0.0505, 0.100), (of.Count, of.P50, of.P90, of.P99, Math.Round(of.Mean, 9), of.Max));
        Assert.Null(Percentiles.Of([]));
        Assert.Equal(0.003, Percentiles.Of([TimeSpan.FromMilliseconds(3)])!.P99);
    }

    [Fact]
    public void The_histogram_agrees_with_the_exact_percentiles_within_half_a_percent()
    {
        var random = RandomSeed.New();
        TimeSpan[] values = [.. Enumerable.Range(0, 20_000).Select(_ => TimeSpan.FromMicroseconds(Math.Exp(random.NextDouble() * 20)))];
        var histogram = new LatencyHistogram();
        foreach (var value in values) histogram.Add(value);
        var (exact, near) = (Percentiles.Of(values)!, histogram.Percentiles()!);
        Assert.Equal(exact.Count, near.Count);
        Assert.Equal(exact.Max, near.Max);
        Assert.Equal(exact.Mean, near.Mean, 6);
        // Half a microsecond is what a bucket below 256 µs may be off.
        foreach (var (e, n) in new[] { (exact.P50, near.P50), (exact.P90, near.P90), (exact.P99, near.P99) }) Assert.InRange(n, e * 0.995 - 1e-6, e * 1.005 + 1e-6);
    }

    [Fact]
    public void Nothing_is_lost_when_many_count_at_once()
    {
        var histogram = new LatencyHistogram();
        Parallel.For(0, 40_000, i => histogram.Add(TimeSpan.FromMilliseconds(i % 100)));
        Assert.Equal(40_000, histogram.Count);
        Assert.Equal(0.099, histogram.Percentiles()!.Max);
        Assert.Equal(1, histogram.Points().Last().Share);
    }

    [Fact]
    public void Times_below_zero_and_beyond_all_bounds_are_counted_at_the_ends()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Add(TimeSpan.FromDays(1000));
        Assert.Equal(0, histogram.At(0.5));
        Assert.Equal(2, histogram.Count);
    }

    [Fact]
    public void A_time_overlaps_a_window_when_any_part_of_it_does()
    {
        static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
        var windows = new TimeWindows();
        Assert.False(windows.Overlap(At(0), At(100)));
        windows.Open(At(10));
        Assert.True(windows.Overlap(At(20), At(21)));
        windows.Close(At(12));
        windows.Open(At(30));
        windows.Close(At(31));
        Assert.False(windows.Overlap(At(20), At(21)));
        Assert.True(windows.Overlap(At(11), At(20)));
        Assert.True(windows.Overlap(At(9), At(13)));
        Assert.False(windows.Overlap(At(0), At(9)));
    }
}
