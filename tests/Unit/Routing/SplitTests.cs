using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>When prefill and decode of one request go to different workers.</summary>
public sealed class SplitTests
{
    private static readonly WorkerLoad[] s_pair = [Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode)];
    private static readonly WorkerLoad[] s_mixed = [Worker("a", WorkerRole.Mixed), Worker("b", WorkerRole.Mixed, running: 1)];

    [Fact]
    public void A_long_prompt_is_split_over_a_prefill_and_a_decode_worker() => Assert.Equal("p>d", Pick(Query(prompt: 128), s_pair).Names());

    [Fact]
    public void A_short_prompt_goes_whole_to_a_decode_worker() => Assert.Equal("d", Pick(Query(prompt: 127), s_pair).Names());

    [Fact]
    public void Always_splits_the_shortest_prompt_too() => Assert.Equal("p>d", Pick(Query(prompt: 1), s_pair, Disaggregate.Always).Names());

    [Theory]
    [InlineData(Disaggregate.Auto)]
    [InlineData(Disaggregate.Always)]
    public void A_single_token_leaves_nothing_to_decode_elsewhere(Disaggregate disaggregate)
    {
        var choice = Pick(Query(maxTokens: 1), s_pair, disaggregate);
        Assert.Same(choice.Prefill, choice.Decode);
    }

    [Fact]
    public void Never_uses_the_least_loaded_worker_whatever_its_role()
    {
        Assert.Equal("p", Pick(Query(), [Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode, running: 1)], Disaggregate.Never).Names());
        Assert.Equal("d", Pick(Query(), [Worker("p", WorkerRole.Prefill, running: 2), Worker("d", WorkerRole.Decode, running: 1)], Disaggregate.Never).Names());
    }

    [Fact]
    public void A_mixed_worker_keeps_what_it_prefills() => Assert.Equal("a", Pick(Query(), s_mixed).Names());

    [Fact]
    public void Always_splits_over_mixed_workers_too() => Assert.Equal("a>b", Pick(Query(), s_mixed, Disaggregate.Always).Names());

    [Fact]
    public void One_worker_alone_does_both_even_under_always() => Assert.Equal("p", Pick(Query(), [Worker("p", WorkerRole.Prefill)], Disaggregate.Always).Names());

    [Fact]
    public void Keys_and_values_never_cross_fingerprints()
    {
        WorkerLoad[] workers = [Worker("p", WorkerRole.Prefill, fingerprint: "one"), Worker("d", WorkerRole.Decode, fingerprint: "other")];
        Assert.Equal("p", Pick(Query(), workers, Disaggregate.Always).Names());
    }

    [Fact]
    public void A_split_prefers_the_decode_worker_of_equal_fingerprint_to_a_less_loaded_one()
    {
        WorkerLoad[] workers = [Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode, fingerprint: "other"), Worker("e", WorkerRole.Decode, running: 5)];
        Assert.Equal("p>e", Pick(Query(), workers).Names());
    }

    [Fact]
    public void The_reason_says_how_many_tokens_decided()
    {
        Assert.Equal("1000 prompt tokens: prefill and decode apart", Pick(Query(), s_pair).Reason);
        Assert.Equal("5 prompt tokens, under 128: one worker does both", Pick(Query(prompt: 5), s_pair).Reason);
    }
}
