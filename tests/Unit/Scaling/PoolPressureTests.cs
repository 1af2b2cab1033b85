using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Scaling;
using Xunit;

namespace Orchestrator.Unit.Scaling;

/// <summary>How busy roles keep their workers.</summary>
public sealed class PoolPressureTests
{
    [Theory]
    [InlineData(6, 2, 4, 4, 1.5)]
    [InlineData(6, 2, 6, 2, 1)]
    [InlineData(0, 2, 1, 4, 0.5)]
    public void Apart_it_is_the_busier_side_that_counts(double prefill, double decode, int prefills, int decodes, double expected) =>
        Assert.Equal(expected, new PoolPressure(prefill, decode, 0, 99).Of(new RoleCounts(prefills, decodes, 0)), 6);

    [Fact]
    public void A_link_can_be_what_is_busiest() => Assert.Equal(3, new PoolPressure(1, 1, 3, 99).Of(new RoleCounts(1, 1, 0)), 6);

    [Fact]
    public void Together_each_has_its_part() => Assert.Equal(0.75, new PoolPressure(1, 1, 0, 3).Of(new RoleCounts(0, 0, 4)), 6);

    [Fact]
    public void A_side_without_workers_is_infinitely_busy() => Assert.Equal(double.PositiveInfinity, new PoolPressure(1, 1, 0, 2).Of(new RoleCounts(0, 4, 0)));

    [Fact]
    public void Workers_that_do_both_take_what_the_others_leave()
    {
        // Prefill has 3 workers' worth and 2 workers: at 0.9 of their time 1.2 are left, of 4 in sum, which cost mixed workers 1.2 of 4.4 workers.
        var pressure = new PoolPressure(3, 1, 0, 4.4);
        var busy = pressure.Of(new RoleCounts(2, 1, 1));
        Assert.Equal(busy, 4.4 * (3 - 2 * busy + Math.Max(0, 1 - busy)) / 4, 6);
    }

    [Fact]
    public void One_worker_more_never_makes_any_busier()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 2000; i++)
        {
            var pressure = new PoolPressure(5 * random.NextDouble(), 5 * random.NextDouble(), random.NextDouble(), 12 * random.NextDouble());
            var counts = new RoleCounts(random.Next(1, 6), random.Next(1, 6), random.Next(4));
            var role = (Contracts.Pools.WorkerRole)random.Next(counts.Mixed > 0 ? 3 : 2);
            Assert.True(pressure.Of(counts.With(role, 1)) <= pressure.Of(counts) + 1e-6, $"{pressure} {counts} {role}");
        }
    }
}
