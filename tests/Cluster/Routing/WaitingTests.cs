using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Routing;

/// <summary>What becomes of requests while no worker has room.</summary>
[Collection(nameof(OneSilo))]
public sealed class WaitingTests(OneSilo silo)
{
    private readonly LoneRouter _router = new(silo);
    private readonly WorkerStatus _worker = LoneRouter.Worker("a", max: 2);

    [Fact]
    public async Task When_all_are_full_requests_wait_in_the_order_they_came()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        var queries = Enumerable.Range(0, 3).Select(_ => TestPool.Query()).ToList();
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 3; i++) Assert.Equal(i, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(queries[i])).Position);
    }

    [Fact]
    public async Task The_first_in_line_takes_the_room_that_comes_free_and_the_others_move_up()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        RouteQuery first = TestPool.Query(), second = TestPool.Query();
        await _router.RouteAsync(first);
        await _router.RouteAsync(second);
        await _router.ReportAsync(_worker with { Running = 1 });
        Assert.Equal(1, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(second)).Position);
        Assert.Equal("a", (await _router.RouteAsync(first)).Names());
        Assert.Equal(0, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(second)).Position);
    }

    [Fact]
    public async Task Nobody_who_waits_is_overtaken_by_a_newcomer()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        var first = TestPool.Query();
        await _router.RouteAsync(first);
        await _router.ReportAsync(_worker with { Running = 1 });
        Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(TestPool.Query()));
        Assert.Equal("a", (await _router.RouteAsync(first)).Names());
    }

    [Fact]
    public async Task A_newcomer_need_not_wait_when_there_is_room_for_all_who_do()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        await _router.RouteAsync(TestPool.Query());
        await _router.ReportAsync(_worker);
        Assert.Equal("a", await _router.PlaceNextAsync());
    }

    [Fact]
    public async Task A_higher_priority_goes_before_those_who_came_earlier()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        RouteQuery early = TestPool.Query(), urgent = TestPool.Query(priority: 1);
        await _router.RouteAsync(early);
        Assert.Equal(0, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(urgent)).Position);
        await _router.ReportAsync(_worker with { Running = 1 });
        Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(early));
        Assert.Equal("a", (await _router.RouteAsync(urgent)).Names());
    }

    [Fact]
    public async Task A_recovery_goes_before_all_who_wait_for_their_first_attempt()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        RouteQuery urgent = TestPool.Query(priority: 9), recovery = SecondAttempt();
        await _router.RouteAsync(urgent);
        Assert.Equal(0, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(recovery)).Position);
        await _router.ReportAsync(_worker with { Running = 1 });
        Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(urgent));
        Assert.Equal("a", (await _router.RouteAsync(recovery)).Names());
    }

    [Fact]
    public async Task A_recovery_waits_even_when_the_queue_is_full_because_its_client_has_half_an_answer()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        for (var i = 0; i < TestSilos.MaxWaiting; i++) await _router.RouteAsync(TestPool.Query());
        Assert.IsType<RoutePlan.Refused>(await _router.RouteAsync(TestPool.Query()));
        Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(SecondAttempt()));
    }

    [Fact]
    public async Task A_full_queue_refuses_with_the_reason_and_when_to_come_back()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        var waiting = Enumerable.Range(0, TestSilos.MaxWaiting).Select(_ => TestPool.Query()).ToList();
        foreach (var query in waiting) Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(query));
        var refused = Assert.IsType<RoutePlan.Refused>(await _router.RouteAsync(TestPool.Query()));
        Assert.Equal($"{TestSilos.MaxWaiting} requests are already waiting for a worker of pool {_router.Pool}", refused.Reason);
        // Nobody has been placed of late.
        Assert.Equal(TimeSpan.FromMinutes(1), refused.RetryAfter);
        Assert.False(refused.NoWorker);
        foreach (var query in waiting) Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(query));
    }

    [Fact]
    public async Task A_request_that_nobody_asks_for_any_more_loses_its_place()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        RouteQuery gone = TestPool.Query(), patient = TestPool.Query();
        await _router.RouteAsync(gone);
        Assert.Equal(1, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(patient)).Position);
        silo.Skip(TimeSpan.FromSeconds(1.5));
        Assert.Equal(1, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(patient)).Position);
        silo.Skip(TimeSpan.FromSeconds(1.5));
        Assert.Equal(0, Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(patient)).Position);
    }

    [Fact]
    public async Task A_request_too_long_for_every_worker_is_refused_at_once_even_behind_others()
    {
        await _router.ReportAsync(_worker with { Running = 2 });
        await _router.RouteAsync(TestPool.Query());
        var refused = Assert.IsType<RoutePlan.Refused>(await _router.RouteAsync(TestPool.Query(prompt: 5000)));
        Assert.Equal(("5050 tokens are needed; the largest worker holds 4096", TimeSpan.Zero), (refused.Reason, refused.RetryAfter));
    }

    [Fact]
    public async Task Before_the_first_worker_has_come_requests_wait() => Assert.IsType<RoutePlan.Wait>(await _router.RouteAsync(TestPool.Query()));

    private static RouteQuery SecondAttempt() => TestPool.Query() with { Key = TestPool.Query().Key with { Attempt = 2 } };
}
