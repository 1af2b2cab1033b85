using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Routing;

/// <summary>Answers are idempotent by request, choice and attempt, and snapshots by their version.</summary>
[Collection(nameof(OneSilo))]
public sealed class RepeatedQuestionTests(OneSilo silo)
{
    private readonly LoneRouter _router = new(silo);

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_is_counted_once()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b", running: 2));
        var query = TestPool.Query();
        var first = await _router.RouteAsync(query);
        for (var i = 0; i < 20; i++) Plans.AssertSame(first, await _router.RouteAsync(query));
        Assert.Equal("a", await _router.PlaceNextAsync());
    }

    [Fact]
    public async Task The_answer_stands_even_when_the_workers_have_changed()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        var query = TestPool.Query();
        var first = await _router.RouteAsync(query);
        await _router.ReportAsync(LoneRouter.Worker("b"));
        Plans.AssertSame(first, await _router.RouteAsync(query));
    }

    [Fact]
    public async Task Asked_long_afterwards_the_router_decides_anew()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        var query = TestPool.Query();
        await _router.RouteAsync(query);
        await _router.ReportAsync(LoneRouter.Worker("b"));
        silo.Time.Skip(TimeSpan.FromSeconds(11));
        Assert.Equal("b", (await _router.RouteAsync(query)).Names());
    }

    [Fact]
    public async Task Other_choices_and_other_attempts_are_other_questions()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b"), LoneRouter.Worker("c"));
        var query = TestPool.Query();
        RouteQuery[] three = [query, query with { Key = query.Key with { Choice = 1 } }, query with { Key = query.Key with { Attempt = 2 } }];
        var plans = await Task.WhenAll(three.Select(_router.RouteAsync));
        Assert.Equal(["a", "b", "c"], plans.Select(p => p.Names()).Order());
        Assert.Equal([1, 1, 2], plans.Cast<RoutePlan.Assigned>().Select(p => p.Attempt));
    }

    [Fact]
    public async Task An_older_snapshot_never_replaces_a_newer_one()
    {
        var old = LoneRouter.Worker("old");
        await _router.ReportAsync(5, 2, LoneRouter.Worker("recent"));
        await _router.Grain.Update(new PoolView(_router.Pool, 5, 1, [old]));
        await _router.Grain.Update(new PoolView(_router.Pool, 4, 9, [old]));
        for (var i = 0; i < 10; i++) Assert.Equal("recent", await _router.PlaceNextAsync());
    }

    [Fact]
    public async Task The_first_snapshot_of_a_later_activation_replaces_all_before_it()
    {
        await _router.ReportAsync(5, 1000, LoneRouter.Worker("old"));
        await _router.ReportAsync(6, 1, LoneRouter.Worker("recent"));
        Assert.Equal("recent", await _router.PlaceNextAsync());
    }
}
