using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Replay;
using Orchestrator.Simulator.Traces;
using Xunit;

namespace Orchestrator.Unit.Simulator;

/// <summary>What a replay counts, on traces small enough to do by hand, and what the policies reach on a real one.</summary>
public sealed class ReplayTests
{
    private static readonly ReplayOptions s_two = new(2, 100, RoutingRule.Default, EvictionRule.Worth, 1, 1000, 512, 1);

    [Fact]
    public void Leading_blocks_that_are_there_count_as_found()
    {
        var result = ReplayRun.Run(Trace((0, 1024, [0, 1]), (60, 1536, [0, 1, 2]), (120, 1536, [0, 3, 2])), s_two with { Workers = 1 });
        // 2 of 3, and 1 of 3: a block behind a gap is no use.
        Assert.Equal(3.0 / 8, result.HitRate);
        Assert.Equal(1024 + 512 + 1024, result.PrefillTokens);
        Assert.Equal(1, result.MaxOverMeanPrefill);
    }

    [Fact]
    public void A_conversation_stays_where_it_began_while_that_worker_is_not_behind()
    {
        var result = ReplayRun.Run(Trace((0, 1024, [0, 1]), (60, 1536, [0, 1, 2]), (120, 2048, [0, 1, 2, 3])), s_two);
        Assert.Equal(5.0 / 9, result.HitRate);
        Assert.Equal(2, result.MaxOverMeanPrefill);
    }

    [Fact]
    public void A_burst_spreads_over_the_workers()
    {
        var result = ReplayRun.Run(Trace([.. Enumerable.Range(0, 40).Select(i => (0.0, 1024, new[] { 0, i + 1 }))]), s_two);
        Assert.Equal(38.0 / 80, result.HitRate);
        Assert.Equal(1, result.MaxOverMeanPrefill);
    }

    [Fact]
    public void Waiting_is_part_of_the_time_to_first_token()
    {
        var result = ReplayRun.Run(Trace((0, 1000, [0, 1]), (0.5, 1000, [2, 3])), s_two with { Workers = 1 });
        Assert.Equal([1.5, 1.5, 1.5, 1.5], result.FirstTokenSeconds);
        Assert.Equal([1.0 + 0.5, 1.5, 1.5, 1.5], ReplayRun.Run(Trace((0, 1000, [0, 1]), (1, 1000, [2, 3])), s_two with { Workers = 1, Speed = 2 }).FirstTokenSeconds);
    }

    [Fact]
    public void A_full_worker_gives_up_what_was_used_least_and_longest_ago()
    {
        var trace = Trace((0, 1024, [0, 1]), (10, 1024, [0, 1]), (20, 1024, [2, 3]), (30, 512, [4]), (40, 1024, [0, 1]));
        Assert.Equal(4.0 / 9, ReplayRun.Run(trace, s_two with { Workers = 1, BlocksPerWorker = 4 }).HitRate);
        Assert.Equal(2.0 / 9, ReplayRun.Run(trace, s_two with { Workers = 1, BlocksPerWorker = 4, Eviction = EvictionRule.Lru }).HitRate);
    }

    [Fact]
    public void The_same_seed_gives_the_same_result()
    {
        var random = new Random(RandomSeed.Next());
        var trace = Trace([.. Enumerable.Range(0, 300).Select(i => (i * 0.3, 2048, Enumerable.Range(0, 4).Select(b => random.Next(3) * 4 + b).ToArray()))]);
        foreach (var name in RuleNames.All)
        {
            var options = s_two with { Rule = RuleNames.Parse(name), Workers = 5 };
            Assert.Equivalent(ReplayRun.Run(trace, options), ReplayRun.Run(trace, options), strict: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_a_public_trace_eight_workers_find_what_one_of_their_total_size_would_and_share_the_work(int seed)
    {
        var result = ReplayRun.Run(Mooncake(), new ReplayOptions(8, 2000, RoutingRule.Default, EvictionRule.Worth, seed, 20_000, 512, 1));
        Assert.True(result.HitRate >= 0.263, $"hit rate {result.HitRate}");
        Assert.True(result.MaxOverMeanPrefill <= 1.10, $"max over mean {result.MaxOverMeanPrefill}");
    }

    [Theory]
    [InlineData("round-robin", 0.079, 1.05)]
    [InlineData("longest-prefix", 0.054, 8.0)]
    [InlineData("sglang", 0.204, 1.06)]
    [InlineData("dynamo", 0.234, 1.08)]
    public void The_peers_rules_give_the_figures_that_are_known_of_them(string name, double hitRate, double maxOverMean)
    {
        var results = new[] { 1, 2, 3 }.Select(seed => ReplayRun.Run(Mooncake(), new ReplayOptions(8, 2000, RuleNames.Parse(name), EvictionRule.Lru, seed, 20_000, 512, 1))).ToList();
        Assert.Equal(hitRate, results.Average(r => r.HitRate), 0.003);
        Assert.InRange(results.Max(r => r.MaxOverMeanPrefill), 1, maxOverMean + 0.04);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    public void With_fewer_and_with_more_workers_no_peers_rule_finds_more(int workers)
    {
        var ours = ReplayRun.Run(Mooncake(), new ReplayOptions(workers, 2000, RoutingRule.Default, EvictionRule.Worth, 1, 20_000, 512, 1));
        Assert.All(RuleNames.All.Skip(1), name =>
        {
            var theirs = ReplayRun.Run(Mooncake(), new ReplayOptions(workers, 2000, RuleNames.Parse(name), EvictionRule.Lru, 1, 20_000, 512, 1));
            Assert.True(theirs.HitRate < ours.HitRate, $"{name}: {theirs.HitRate}, ours {ours.HitRate}");
        });
    }

    private static TraceFile Mooncake() => TraceFile.Read(SharedData.Path("traces/mooncake_conversation_trace.jsonl.gz"), 512);

    private static TraceFile Trace(params (double Seconds, int Prompt, int[] Blocks)[] requests) =>
        new([.. requests.Select(r => new TraceRequest(TimeSpan.FromSeconds(r.Seconds), r.Prompt, 1, r.Blocks))], 1 + requests.Max(r => r.Blocks.Max()));
}
