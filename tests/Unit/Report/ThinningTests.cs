using Orchestrator.Simulator.Report;
using Xunit;

namespace Orchestrator.Unit.Report;

public sealed class ThinningTests
{
    [Fact]
    public void Long_rows_keep_their_ends_and_extremes_and_lose_the_rest()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 20; round++)
        {
            var count = random.Next(1001, 40_000);
            double[] one = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())], other = [.. one.Select(v => v * random.NextDouble())];
            var kept = Thinning.Keep(count, i => one[i], i => other[i]);
            Assert.InRange(kept.Length, 500, Thinning.Points);
            Assert.Equal(kept.Order().Distinct(), kept);
            Assert.Equal((0, count - 1), (kept[0], kept[^1]));
            foreach (var column in new[] { one, other })
            {
                Assert.Contains(Array.IndexOf(column, column.Min()), kept);
                Assert.Contains(Array.IndexOf(column, column.Max()), kept);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Short_rows_are_kept_whole(int count) => Assert.Equal(Enumerable.Range(0, count), Thinning.Keep(count, _ => 0));

    [Fact]
    public void Some_places_are_even_and_have_both_ends()
    {
        Assert.Equal([0, 3, 6, 9], Thinning.Some(10, 4));
        Assert.Equal([0, 1], Thinning.Some(2, 4));
        Assert.Empty(Thinning.Some(0, 4));
    }
}
