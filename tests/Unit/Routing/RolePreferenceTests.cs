using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>Roles are preferences, not walls.</summary>
public sealed class RolePreferenceTests
{
    [Fact]
    public void Without_a_decode_worker_a_prefill_worker_does_both() =>
        Assert.Equal("q", Pick(Query(), [Worker("p", WorkerRole.Prefill, running: 1), Worker("q", WorkerRole.Prefill)]).Names());

    [Fact]
    public void Without_a_prefill_worker_a_decode_worker_does_both() =>
        Assert.Equal("e", Pick(Query(), [Worker("d", WorkerRole.Decode, running: 1), Worker("e", WorkerRole.Decode)]).Names());

    [Theory]
    [InlineData(WorkerRole.Prefill)]
    [InlineData(WorkerRole.Decode)]
    public void Always_splits_over_workers_of_one_role_too(WorkerRole role) =>
        Assert.Equal("a>b", Pick(Query(), [Worker("a", role), Worker("b", role, running: 1)], Disaggregate.Always).Names());

    [Fact]
    public void A_short_prompt_goes_to_a_prefill_worker_when_there_is_no_other() => Assert.Equal("p", Pick(Query(prompt: 5), [Worker("p", WorkerRole.Prefill)]).Names());

    [Fact]
    public void A_mixed_worker_counts_as_a_prefill_worker_and_as_a_decode_worker()
    {
        Assert.Equal("m", Pick(Query(), [Worker("p", WorkerRole.Prefill, running: 1), Worker("m", WorkerRole.Mixed)]).Names());
        Assert.Equal("p>m", Pick(Query(), [Worker("p", WorkerRole.Prefill), Worker("m", WorkerRole.Mixed, running: 1)]).Names());
        Assert.Equal("m", Pick(Query(prompt: 5), [Worker("d", WorkerRole.Decode, running: 1), Worker("m", WorkerRole.Mixed)]).Names());
    }

    [Fact]
    public void A_full_worker_gets_nothing() =>
        Assert.Equal("q>e", Pick(Query(), [
            Worker("p", WorkerRole.Prefill, running: 8), Worker("q", WorkerRole.Prefill, running: 7),
            Worker("d", WorkerRole.Decode, running: 1, waiting: 4, handedOut: 3), Worker("e", WorkerRole.Decode, running: 7)]).Names());

    [Theory]
    [InlineData(8, 0)]
    [InlineData(0, 8)]
    public void When_all_workers_of_a_side_are_full_the_request_waits(int prefills, int decodes) =>
        Assert.Equal("every worker is full", Pick(Query(), [Worker("p", WorkerRole.Prefill, running: prefills), Worker("d", WorkerRole.Decode, running: decodes)]).Names());

    [Fact]
    public void A_mixed_worker_with_room_does_both_when_all_others_are_full() =>
        Assert.Equal("a", Pick(Query(), [Worker("a", WorkerRole.Mixed), Worker("b", WorkerRole.Mixed, running: 8)], Disaggregate.Always).Names());

    [Fact]
    public void What_was_handed_out_since_the_last_report_counts_as_load() =>
        Assert.Equal("d", Pick(Query(prompt: 5), [Worker("d", WorkerRole.Decode, running: 2), Worker("e", WorkerRole.Decode, handedOut: 3)]).Names());

    [Fact]
    public void A_request_goes_only_where_its_whole_context_fits()
    {
        WorkerLoad[] workers = [Worker("small", WorkerRole.Mixed, context: 1099), Worker("large", WorkerRole.Mixed, running: 5, context: 1100)];
        Assert.Equal("large", Pick(Query(prompt: 1000, maxTokens: 100), workers).Names());
        Assert.Equal("small", Pick(Query(prompt: 1000, maxTokens: 99), workers).Names());
        Assert.Equal(3, RoutingPolicy.RoomFor(Query(prompt: 1000, maxTokens: 100), workers));
    }

    [Fact]
    public void A_request_that_no_worker_could_ever_hold_is_hopeless()
    {
        var choice = Pick(Query(prompt: 1000, maxTokens: 101), [Worker("a", WorkerRole.Mixed, context: 1099), Worker("b", WorkerRole.Mixed, running: 8, context: 1100)]);
        Assert.True(choice.IsHopeless);
        Assert.Equal("1101 tokens are needed; the largest worker holds 1100", choice.Reason);
        Assert.False(Pick(Query(), []).IsHopeless);
    }

    [Fact]
    public void An_empty_pool_says_so() => Assert.Equal("the pool has no worker", Pick(Query(), []).Names());

    [Fact]
    public void The_candidates_and_what_they_would_have_cost_are_kept()
    {
        var choice = Pick(Query(), [Worker("p", WorkerRole.Prefill), Worker("e", WorkerRole.Decode, running: 2, handedOut: 1), Worker("d", WorkerRole.Decode, running: 1)]);
        Assert.Equal("p>d", choice.Names());
        // Whether one worker could do both was weighed first, then each side by itself; the cheapest first.
        Assert.Equal(["d Decode", "e Decode", "p Prefill", "d Decode", "e Decode"], choice.Candidates.Select(c => $"{c.Worker} {c.Side}"));
        Assert.Equal([1, 3, 0, 1, 3], choice.Candidates.Select(c => c.Sequences));
        Assert.True(choice.Candidates[3].Cost < choice.Candidates[4].Cost);
    }
}
