using Orchestrator.Simulator.Fleet;
using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>How many workers of a demand's two sides.</summary>
public sealed class DemandRuleTests
{
    [Theory]
    // As many as each side wants, where that is a whole number.
    [InlineData(3, 1, 4, 3)]
    [InlineData(10, 6, 16, 10)]
    // Rounded to where the busier side is less busy: 5/3 and 3/1 against 5/2 and 3/2.
    [InlineData(5, 3, 4, 2)]
    // Each side keeps a worker, however little it has to do.
    [InlineData(100, 0.001, 4, 3)]
    [InlineData(0.001, 100, 4, 1)]
    [InlineData(1, 1, 2, 1)]
    public void The_busier_side_is_as_little_busy_as_can_be(double prefill, double decode, int workers, int expected) =>
        Assert.Equal(expected, DemandRule.PrefillWorkers(prefill, decode, workers, current: 1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    [InlineData(99, 7)]
    public void Without_any_demand_nothing_changes(int current, int expected) => Assert.Equal(expected, DemandRule.PrefillWorkers(0, 0, 8, current));

    [Fact]
    public void Nobody_does_better_on_any_demand()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 2000; i++)
        {
            var (workers, prefill, decode) = (random.Next(2, 40), random.NextDouble() * 10, random.NextDouble() * 10);
            var chosen = DemandRule.PrefillWorkers(prefill, decode, workers, random.Next(workers));
            Assert.InRange(chosen, 1, workers - 1);
            var least = Enumerable.Range(1, workers - 1).Min(p => DemandRule.Pressure(prefill, decode, p, workers - p));
            Assert.Equal(least, DemandRule.Pressure(prefill, decode, chosen, workers - chosen));
        }
    }

    [Fact]
    public void One_worker_cannot_be_divided() => Assert.Throws<ArgumentOutOfRangeException>(() => DemandRule.PrefillWorkers(1, 1, 1, 1));
}
