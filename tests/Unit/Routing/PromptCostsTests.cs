using Orchestrator.Policies.Routing;
using Xunit;

namespace Orchestrator.Unit.Routing;

/// <summary>What each rule prefers, in words and figures.</summary>
public sealed class PromptCostsTests
{
    private const int Block = 16;

    [Fact]
    public void By_default_a_second_of_computing_counts_four_seconds_of_waiting()
    {
        var costs = Costs(RoutingRule.Default, 1600, Worker(waiting: 1000), Worker(cached: 400), Worker(waiting: 1000, cached: 400));
        Assert.Equal([0.1 + 4 * 0.16, 4 * 0.12, 0.1 + 4 * 0.12], costs, Close);
    }

    [Fact]
    public void Workers_of_different_speed_are_compared_in_seconds() =>
        Assert.Equal([4 * 0.16 + 0.1, 4 * 0.016 + 0.01], Costs(RoutingRule.Default, 1600, Worker(waiting: 1000), Worker(waiting: 1000, speed: 100_000)), Close);

    [Fact]
    public void Work_given_beyond_the_mean_counts_a_little_so_that_affinity_fades_under_imbalance()
    {
        var even = Costs(RoutingRule.Default, 1600, Worker(cached: 800, recent: 5), Worker(recent: 5));
        Assert.True(even[0] < even[1]);
        var uneven = Costs(RoutingRule.Default, 1600, Worker(cached: 800, recent: 8), Worker(recent: 5));
        Assert.Equal(4 * 0.08 + 0.15 * 1.5, uneven[0], 1e-9);
        Assert.Equal(4 * 0.16 - 0.15 * 1.5, uneven[1], 1e-9);
        Assert.True(uneven[0] > uneven[1]);
    }

    [Fact]
    public void Tokens_in_the_hosts_memory_cost_a_quarter_of_computing_them() =>
        Assert.Equal([4 * 0.25 * 0.08], Costs(RoutingRule.Default, 800, Worker(cached: 800, host: 800)), Close);

    [Fact]
    public void Round_robin_takes_whoever_was_chosen_longest_ago() => Assert.Equal([3.0, 1, 2], Costs(RoutingRule.RoundRobin, 100, Worker(newest: 3), Worker(newest: 1), Worker(newest: 2)));

    [Fact]
    public void Power_of_two_looks_at_two_workers()
    {
        var random = new Random(RandomSeed.Next());
        Span<double> costs = stackalloc double[8];
        var workers = Enumerable.Range(0, 8).Select(i => Worker(waiting: i)).ToArray();
        for (var i = 0; i < 100; i++)
        {
            PromptCosts.Fill(RoutingRule.PowerOfTwo, 100, Block, workers, RoutingWeights.Default, random, costs);
            var looked = costs.ToArray().Count(c => c < double.MaxValue);
            Assert.InRange(looked, 1, 2);
        }
    }

    [Fact]
    public void Least_loaded_counts_what_waits() => Assert.Equal([1002.0, 3], Costs(RoutingRule.LeastLoaded, 100, Worker(waiting: 1000, sequences: 2), Worker(sequences: 3, cached: 90)));

    [Fact]
    public void Longest_prefix_looks_at_nothing_else() => Assert.Equal([-32.0, -64], Costs(RoutingRule.LongestPrefix, 100, Worker(cached: 32), Worker(cached: 64, waiting: 1e9)));

    [Fact]
    public void Sglang_prefers_a_prefix_of_more_than_three_tenths_while_queues_are_even()
    {
        Assert.Equal([-32.0, 0], Costs(RoutingRule.Sglang, 100, Worker(cached: 32, waiting: 1024), Worker()));
        Assert.Equal([1024.0, 0], Costs(RoutingRule.Sglang, 107, Worker(cached: 32, waiting: 1024), Worker()));
        Assert.Equal([1040.0, 0], Costs(RoutingRule.Sglang, 100, Worker(cached: 32, waiting: 1040), Worker()));
    }

    [Fact]
    public void Dynamo_counts_blocks_to_compute_and_blocks_held()
    {
        Assert.Equal([10.0 + 10, 10 - 4 + 5 + 3 + 10], Costs(RoutingRule.Dynamo, 160, Worker(), Worker(cached: 64, waiting: 80, held: 48)));
        Assert.Equal([10 - 3.0 + 10], Costs(RoutingRule.Dynamo, 160, Worker(cached: 64, host: 64)));
    }

    [Fact]
    public void Of_equal_costs_each_is_chosen_equally_often_and_infinite_ones_never()
    {
        const int Draws = 8000;
        var random = new Random(RandomSeed.Next());
        var infinite = double.PositiveInfinity;
        var counts = Enumerable.Range(0, Draws).CountBy(_ => Lowest.Of([infinite, 1, 2, 1, 1, infinite, 1], random)).ToDictionary();
        Assert.Equal([1, 3, 4, 6], counts.Keys.Order());
        // Six standard deviations of a binomial count.
        Assert.All(counts.Values, n => Assert.InRange(n, 2000 - 233, 2000 + 233));
        Assert.Equal(-1, Lowest.Of([infinite, infinite], random));
        Assert.Equal(-1, Lowest.Of([], random));
    }

    [Fact]
    public void Recent_work_is_forgotten_exponentially()
    {
        var work = new RecentWork();
        work.Add(10, TimeSpan.FromSeconds(100), 300);
        Assert.Equal(10, work.At(TimeSpan.FromSeconds(100), 300), 1e-9);
        Assert.Equal(10 / Math.E, work.At(TimeSpan.FromSeconds(400), 300), 1e-9);
        work.Add(1, TimeSpan.FromSeconds(400), 300);
        Assert.Equal(10 / Math.E + 1, work.At(TimeSpan.FromSeconds(400), 300), 1e-9);
    }

    [Fact]
    public void A_newcomer_begins_with_the_mean_of_the_others()
    {
        var now = TimeSpan.FromSeconds(50);
        Assert.Equal(4, RecentWork.OfNewcomer([2, 6], now).At(now, 300), 1e-9);
        Assert.Equal(0, RecentWork.OfNewcomer([], now).At(now, 300));
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;

    private static double[] Costs(RoutingRule rule, int prompt, params Prospect[] workers)
    {
        var costs = new double[workers.Length];
        PromptCosts.Fill(rule, prompt, Block, workers, RoutingWeights.Default, new Random(1), costs);
        return costs;
    }

    private static Prospect Worker(double waiting = 0, int cached = 0, int host = 0, double speed = 10_000, double recent = 0, int sequences = 0, double held = 0, long newest = 0) => new()
    {
        WaitingTokens = waiting,
        CachedTokens = cached,
        HostTokens = host,
        TokensPerSecond = speed,
        RecentSeconds = recent,
        Sequences = sequences,
        HeldTokens = held,
        NewestAssignment = newest,
    };
}
