using Orchestrator.Simulator.Report;
using Xunit;

namespace Orchestrator.Unit.Report;

public sealed class PlotScaleTests
{
    [Fact]
    public void Linear_ticks_cover_the_data_in_few_even_steps()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 5000; i++)
        {
            var (size, offset) = (Math.Pow(10, random.Next(-12, 13)), random.Next(3) == 0 ? 0 : random.NextDouble() * 100 - 50);
            double[] data = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => (random.NextDouble() + offset) * size)];
            var scale = PlotScale.Linear(data, hasZero: random.Next(2) == 0);
            Covers(scale, data, 1e-6 * (scale.High - scale.Low));
            Assert.InRange(scale.Ticks.Count, 2, 9);
            var step = scale.Ticks[1] - scale.Ticks[0];
            for (var t = 1; t < scale.Ticks.Count; t++) Assert.Equal(step, scale.Ticks[t] - scale.Ticks[t - 1], 1e-6 * step);
        }
    }

    [Fact]
    public void Logarithmic_ticks_cover_the_data()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 5000; i++)
        {
            double[] data = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(4) == 0 ? Math.Pow(10, random.Next(-9, 9)) : Math.Pow(10, random.NextDouble() * 18 - 9))];
            var scale = PlotScale.Logarithmic(data);
            Covers(scale, data, 0);
            Assert.InRange(scale.Ticks.Count, 2, 24);
        }
    }

    [Theory]
    [InlineData(new[] { 0.0, 0.6 }, new[] { "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6" })]
    [InlineData(new[] { 0.0, 1199.5 }, new[] { "0", "200", "400", "600", "800", "1,000", "1,200" })]
    [InlineData(new[] { 5.0 }, new[] { "5", "6", "7", "8", "9", "10" })]
    [InlineData(new[] { -3.0, 2.0 }, new[] { "-3", "-2", "-1", "0", "1", "2" })]
    [InlineData(new[] { 1000.0, 1003.0 }, new[] { "1,000", "1,000.5", "1,001", "1,001.5", "1,002", "1,002.5", "1,003" })]
    [InlineData(new double[0], new[] { "0", "0.2", "0.4", "0.6", "0.8", "1" })]
    public void Ticks_are_round_numbers(double[] data, string[] labels)
    {
        var scale = PlotScale.Linear(data, hasZero: false);
        Assert.Equal(labels, scale.Ticks.Select(scale.Label));
    }

    [Theory]
    [InlineData(new[] { 0.03, 4.0 }, new[] { "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5" })]
    [InlineData(new[] { 1.0 }, new[] { "0.5", "1", "2" })]
    [InlineData(new[] { 0.001, 100000.0 }, new[] { "0.001", "0.01", "0.1", "1", "10", "100", "1,000", "10,000", "100,000" })]
    [InlineData(new[] { 0.0, -1.0 }, new[] { "0.5", "1", "2" })]
    public void Logarithmic_ticks_are_round_numbers(double[] data, string[] labels)
    {
        var scale = PlotScale.Logarithmic(data);
        Assert.Equal(labels, scale.Ticks.Select(scale.Label));
    }

    [Fact]
    public void What_cannot_be_drawn_counts_for_nothing()
    {
        var scale = PlotScale.Linear([double.NaN, double.PositiveInfinity, 1, 2, double.MaxValue], hasZero: true);
        Assert.Equal((0, 2), (scale.Low, scale.High));
        Assert.Equal([0, 0.5, 1], new[] { 0.0, 1, 2 }.Select(scale.Place));
        Assert.Equal(0.5, PlotScale.Logarithmic([0.5, 2]).Place(1), 9);
        Assert.Equal(0, PlotScale.Logarithmic([double.Epsilon, 0.5, 2]).Place(0));
    }

    private static void Covers(PlotScale scale, double[] data, double slack)
    {
        Assert.All(data, v => Assert.InRange(v, scale.Low - slack, scale.High + slack));
        Assert.Equal(scale.Ticks.Order(), scale.Ticks);
        Assert.Equal(scale.Ticks.Count, scale.Ticks.Distinct().Count());
        Assert.Equal(scale.Ticks.Count, scale.Ticks.Select(scale.Label).Distinct().Count());
    }
}
