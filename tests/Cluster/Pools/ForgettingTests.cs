using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Pools;

/// <summary>What the pool's grain forgets when it is activated anew, the workers tell it.</summary>
[Collection(nameof(OneSilo))]
public sealed class ForgettingTests(OneSilo silo)
{
    private readonly TestPool _pool = new(silo);

    [Fact]
    public async Task Workers_join_again_with_the_roles_and_epochs_they_have()
    {
        var (a, b) = (await _pool.JoinAsync("a", WorkerRole.Prefill), await _pool.JoinAsync("b", WorkerRole.Prefill));
        await _pool.Grain.Shift(b.Life.Worker, WorkerRole.Decode);
        await _pool.RenewAsync();
        await ForgetAsync();
        await _pool.RenewAsync();
        Assert.Equal(
            [(a.Life, WorkerRole.Prefill, 1L), (b.Life, WorkerRole.Decode, 2L)],
            (await _pool.Grain.Workers()).Select(w => (w.Status.Life, w.DesiredRole, w.DesiredEpoch)));
    }

    [Fact]
    public async Task A_later_shift_continues_above_the_epoch_that_the_worker_has_seen()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        foreach (var role in new[] { WorkerRole.Decode, WorkerRole.Mixed, WorkerRole.Decode }) await _pool.Grain.Shift(worker.Life.Worker, role);
        await worker.RenewAsync();
        await ForgetAsync();
        await worker.RenewAsync();
        Assert.Equal(5, (await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Prefill))!.DesiredEpoch);
    }

    [Fact]
    public async Task A_draining_worker_goes_on_draining()
    {
        var worker = await _pool.JoinAsync("a");
        await _pool.Grain.SetDrain(worker.Life.Worker, true);
        await worker.RenewAsync();
        await ForgetAsync();
        await worker.RenewAsync();
        Assert.Equal(WorkerState.Draining, worker.Status.State);
    }

    [Fact]
    public async Task A_parked_worker_does_not_take_the_place_of_one_that_has_not_been_heard_of_yet()
    {
        await _pool.Grain.SetPolicy(new PoolPolicy { Budget = new GpuBudget(2, null, null) }, null, PersonalOrders.Person);
        var (away, busy, parked) = (await _pool.JoinAsync("a"), await _pool.JoinAsync("b"), await _pool.JoinAsync("c"));
        busy.Status = busy.Status with { Running = 50 };
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == away.Life, "work for the idle worker");
        _pool.LeaveAlone(away);
        await ForgetAsync();
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == busy.Life, "a snapshot of the new activation, in which the other worker is not yet");
        Assert.True(await parked.RenewAsync() is WorkerOrders.Serve { Drain: true, Parked: true });
        Assert.True(await away.RenewAsync() is WorkerOrders.Serve { Drain: false });
        // Parked, and not drained by anybody: when there is room, it serves.
        await _pool.Grain.SetPolicy(PoolPolicy.Default, null, PersonalOrders.Person);
        Assert.True(await parked.RenewAsync() is WorkerOrders.Serve { Drain: false });
    }

    [Fact]
    public async Task The_router_believes_the_new_activation_and_goes_on_deciding_meanwhile()
    {
        var (a, b) = (await _pool.JoinAsync("a"), await _pool.JoinAsync("b"));
        b.Status = b.Status with { Running = 50 };
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == a.Life, "work for the idle worker");
        await ForgetAsync();
        // Straight from the router: nobody has renewed yet.
        Assert.Equal(a.Life, ((RoutePlan.Assigned)await _pool.RouteAsync(TestPool.Query())).Prefill.Life);
        (a.Status, b.Status) = (a.Status with { Running = 70 }, b.Status with { Running = 0 });
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == b.Life, "work for the worker that is idle now");
    }

    [Fact]
    public async Task A_router_that_forgot_hears_of_the_workers_with_their_next_renewal()
    {
        var worker = await _pool.JoinAsync("a");
        await _pool.PlaceAsync(TestPool.Query());
        await silo.Cluster.DeactivateAsync(_pool.Router);
        Assert.Equal(worker.Life, (await _pool.PlaceAsync(TestPool.Query())).Prefill.Life);
    }

    private Task ForgetAsync() => silo.Cluster.DeactivateAsync(_pool.Grain);
}
