using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>Second attempts: who is left out, who is preferred, and what moves.</summary>
public sealed class ExclusionTests
{
    private static readonly WorkerLoad[] s_four =
    [
        Worker("p", WorkerRole.Prefill), Worker("q", WorkerRole.Prefill, running: 1),
        Worker("d", WorkerRole.Decode), Worker("e", WorkerRole.Decode, running: 1),
    ];

    [Fact]
    public void An_excluded_worker_is_never_chosen()
    {
        Assert.Equal("p>d", Pick(Query(), s_four).Names());
        Assert.Equal("q>d", Pick(Query(excluded: ["p"]), s_four).Names());
        Assert.Equal("p>e", Pick(Query(excluded: ["d"]), s_four).Names());
        Assert.Equal("q>e", Pick(Query(excluded: ["p", "d"]), s_four).Names());
    }

    [Fact]
    public void Only_that_life_of_a_worker_is_excluded()
    {
        var reborn = Worker("p", WorkerRole.Prefill).Status with { Life = Fleet.Life("p") with { Life = Guid.NewGuid() } };
        Assert.Equal("p", Pick(Query(excluded: ["p"]), [new WorkerLoad(reborn, 0)]).Names());
    }

    [Fact]
    public void When_all_of_a_role_are_excluded_the_other_role_does_both() => Assert.Equal("p", Pick(Query(excluded: ["d", "e"]), s_four).Names());

    [Fact]
    public void When_everybody_is_excluded_nobody_is_left() =>
        Assert.Equal("no worker is left for this request", Pick(Query(excluded: ["p", "q", "d", "e"]), s_four).Names());

    [Fact]
    public void A_recovery_prefers_the_fingerprint_that_made_the_tokens_so_far()
    {
        WorkerLoad[] workers = [Worker("a", WorkerRole.Mixed, fingerprint: "other"), Worker("b", WorkerRole.Mixed, running: 5)];
        Assert.Equal("b", Pick(Query(fingerprint: "same"), workers).Names());
        Assert.Equal("a", Pick(Query(), workers).Names());
    }

    [Fact]
    public void A_recovery_takes_another_fingerprint_rather_than_nothing()
    {
        WorkerLoad[] workers = [Worker("a", WorkerRole.Mixed, fingerprint: "other"), Worker("b", WorkerRole.Mixed)];
        Assert.Equal("a", Pick(Query(fingerprint: "same", excluded: ["b"]), workers).Names());
    }

    [Fact]
    public void When_only_decode_moves_the_prefill_worker_stays_even_if_it_is_full_or_excluded()
    {
        Assert.Equal("q>d", Pick(Query(prefilled: "q"), s_four).Names());
        Assert.Equal("q>e", Pick(Query(prefilled: "q", excluded: ["q", "d"]), s_four).Names());
        Assert.Equal("p>d", Pick(Query(prefilled: "p"), [Worker("p", WorkerRole.Prefill, running: 8), .. s_four[1..]]).Names());
    }

    [Fact]
    public void Decode_never_moves_to_another_prefill_worker_the_one_that_has_the_keys_and_values_goes_on()
    {
        Assert.Equal("p", Pick(Query(prefilled: "p", excluded: ["d", "e"]), s_four).Names());
        Assert.Equal("p", Pick(Query(prefilled: "p"), [.. s_four[..2], Worker("d", WorkerRole.Decode, running: 8)]).Names());
        Assert.Equal("p", Pick(Query(prefilled: "p"), [.. s_four[..2], Worker("d", WorkerRole.Decode, fingerprint: "other")]).Names());
    }

    [Fact]
    public void Decode_cannot_move_when_the_prefill_worker_is_gone()
    {
        var choice = Pick(Query(prefilled: "x"), s_four);
        Assert.False(choice.Found);
        Assert.StartsWith("prefill worker x/", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Room_is_counted_over_the_workers_that_the_request_may_use()
    {
        RouteQuery all = Query(), some = Query(excluded: ["p", "d"]);
        Assert.Equal(8 + 7 + 8 + 7, RoutingPolicy.RoomFor(all, s_four));
        Assert.Equal(7 + 7, RoutingPolicy.RoomFor(some, s_four));
        Assert.Equal(0, RoutingPolicy.RoomFor(all, [Worker("p", WorkerRole.Prefill, running: 8, handedOut: 1)]));
    }
}
