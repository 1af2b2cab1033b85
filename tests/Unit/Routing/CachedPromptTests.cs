using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>Prompts go where their keys and values are, unless that does not pay.</summary>
public sealed class CachedPromptTests
{
    [Fact]
    public void A_cached_prompt_goes_to_the_worker_that_has_it() =>
        Assert.Equal("b", Pick(Query(), [Worker("a", WorkerRole.Mixed), Worker("b", WorkerRole.Mixed, running: 3, cached: 992)]).Names());

    [Fact]
    public void It_goes_elsewhere_when_too_much_waits_there()
    {
        // 992 of 1000 tokens cached save four times 0.0992 s of computing.
        Assert.Equal("b", Pick(Query(), [Worker("a", WorkerRole.Mixed), Worker("b", WorkerRole.Mixed, cached: 992, prefilling: 3900)]).Names());
        Assert.Equal("a", Pick(Query(), [Worker("a", WorkerRole.Mixed), Worker("b", WorkerRole.Mixed, cached: 992, prefilling: 4000)]).Names());
    }

    [Fact]
    public void Tokens_just_handed_out_count_as_waiting()
    {
        var busy = Worker("b", WorkerRole.Mixed, cached: 992, prefilling: 2000) with { HandedOutTokens = 2000 };
        Assert.Equal("a", Pick(Query(), [Worker("a", WorkerRole.Mixed), busy]).Names());
    }

    [Fact]
    public void A_prompt_of_which_the_decode_worker_has_nearly_all_stays_there_whole()
    {
        WorkerLoad[] workers = [Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode), Worker("e", WorkerRole.Decode, cached: 880)];
        var choice = Pick(Query(), workers);
        Assert.Equal("e", choice.Names());
        Assert.Equal("120 of 1000 prompt tokens to compute, under 128: one worker does both", choice.Reason);
        Assert.Equal(880, choice.CachedTokens);
        Assert.Equal("p>e", Pick(Query(prompt: 1008), [.. workers[..2], workers[2] with { CachedBlocks = 54 }]).Names().Replace('d', 'e'));
    }

    [Fact]
    public void A_prompt_that_the_prefill_worker_has_is_still_split_when_the_decode_worker_lacks_it() =>
        Assert.Equal("q>d", Pick(Query(), [Worker("p", WorkerRole.Prefill), Worker("q", WorkerRole.Prefill, cached: 960), Worker("d", WorkerRole.Decode)]).Names());

    [Fact]
    public void A_link_so_slow_that_computing_is_quicker_keeps_the_prompt_on_the_decode_worker()
    {
        WorkerLoad[] At(double bytesPerSecond) => [Slow(Worker("p", WorkerRole.Prefill), bytesPerSecond), Worker("d", WorkerRole.Decode)];
        // 1000 tokens of 1000 bytes; computing them takes 0.1 s.
        Assert.Equal("p>d", Pick(Query(), At(1.01e7)).Names());
        var choice = Pick(Query(), At(0.99e7));
        Assert.Equal("d", choice.Names());
        Assert.Equal("sending 1000 tokens would take 0.101 s, computing 1000 takes 0.1 s: one worker does both", choice.Reason);
        Assert.Equal("p>d", Pick(Query(), At(1), Disaggregate.Always).Names());
    }

    [Fact]
    public void Over_a_slow_link_a_prompt_goes_to_the_decode_worker_that_has_most_of_it()
    {
        var choice = Pick(Query(prompt: 3200), [Slow(Worker("p", WorkerRole.Prefill), 1e7), Worker("d", WorkerRole.Decode), Worker("e", WorkerRole.Decode, running: 2, cached: 3008)]);
        Assert.Equal("e", choice.Names());
        Assert.Equal("sending 3200 tokens would take 0.32 s, computing 192 takes 0.019 s: one worker does both", choice.Reason);
    }

    [Fact]
    public void What_waits_on_the_decode_worker_is_part_of_computing_there() =>
        Assert.Equal("p>d", Pick(Query(), [Slow(Worker("p", WorkerRole.Prefill), 0.99e7), Worker("d", WorkerRole.Decode, prefilling: 100)]).Names());

    [Fact]
    public void Of_two_prefill_workers_the_one_with_the_faster_link_is_preferred() =>
        Assert.Equal("q>d", Pick(Query(), [Slow(Worker("p", WorkerRole.Prefill), 2e7), Slow(Worker("q", WorkerRole.Prefill), 3e7), Worker("d", WorkerRole.Decode)]).Names());

    [Fact]
    public void A_worker_without_recent_work_is_preferred_only_so_far()
    {
        WorkerLoad Busy(string name) => Worker(name, WorkerRole.Mixed) with { RecentSeconds = 10_000 };
        // Twice what computing the whole prompt counts on either side of the mean: 2 x 4 x 0.1 s each.
        Assert.Equal("n", Pick(Query(), [Busy("a"), Busy("b"), Worker("n", WorkerRole.Mixed, prefilling: 15_000)]).Names());
        Assert.NotEqual("n", Pick(Query(), [Busy("a"), Busy("b"), Worker("n", WorkerRole.Mixed, prefilling: 17_000)]).Names());
    }

    [Fact]
    public void The_last_token_of_a_prompt_is_never_cached() => Assert.Equal(1007, Pick(Query(prompt: 1008), [Worker("a", WorkerRole.Mixed, cached: 1008)]).CachedTokens);

    [Fact]
    public void A_worker_whose_free_blocks_would_not_do_decodes_only_when_the_others_are_worse()
    {
        WorkerLoad Holding(string name, int free) => Worker(name, WorkerRole.Mixed) is var w ? w with { Status = w.Status with { KvBlocksTotal = 1000, KvBlocksFree = free } } : default;
        Assert.Equal("b", Pick(Query(prompt: 1600, maxTokens: 160), [Holding("a", 100), Holding("b", 200)]).Names());
    }

    [Fact]
    public void A_plan_keeps_the_cheapest_candidates_of_each_side()
    {
        var workers = Enumerable.Range(0, 100).Select(i => Worker($"w{i}", WorkerRole.Mixed, running: 99 - i, max: 200)).ToArray();
        var kept = Pick(Query(prompt: 10), workers).Candidates;
        Assert.Equal(Enumerable.Range(0, RoutingOptions.KeptCandidates).Select(i => $"w{99 - i}"), kept.Select(c => c.Worker.Value));
    }

    private static WorkerLoad Slow(WorkerLoad worker, double bytesPerSecond) =>
        worker with { Status = worker.Status with { KvBytesPerToken = 1000, KvBytesPerSecond = bytesPerSecond } };
}
