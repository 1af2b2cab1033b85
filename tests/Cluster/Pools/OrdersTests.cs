using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.Pools;

/// <summary>Role shifts and drains, from the order to the router's next plan.</summary>
[Collection(nameof(OneSilo))]
public sealed class OrdersTests(OneSilo silo)
{
    private readonly TestPool _pool = new(silo);

    [Fact]
    public async Task A_shift_raises_the_epoch_and_the_worker_hears_of_it_with_its_next_renewal()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        var record = await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode);
        Assert.Equal((WorkerRole.Prefill, 1, WorkerRole.Decode, 2), (record!.Status.Role, record.Status.Epoch, record.DesiredRole, record.DesiredEpoch));
        await worker.RenewAsync();
        Assert.Equal((WorkerRole.Decode, 2), (worker.Status.Role, worker.Status.Epoch));
    }

    [Fact]
    public async Task The_router_hands_out_the_new_epoch_once_the_worker_has_confirmed_it()
    {
        var worker = await _pool.JoinAsync("a");
        _pool.LeaveAlone(worker);
        Assert.Equal(1, (await _pool.PlaceAsync(TestPool.Query())).Prefill.Epoch);
        await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode);
        Assert.Equal(1, (await _pool.PlaceAsync(TestPool.Query())).Prefill.Epoch);
        await worker.RenewAsync();
        Assert.Equal(1, (await _pool.PlaceAsync(TestPool.Query())).Prefill.Epoch);
        await worker.RenewAsync();
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Epoch == 2, "a plan under the new epoch");
    }

    [Fact]
    public async Task After_a_shift_the_router_splits_over_the_new_roles()
    {
        var (a, b) = (await _pool.JoinAsync("a"), await _pool.JoinAsync("b"));
        Assert.False((await _pool.PlaceAsync(TestPool.Query(prompt: 1000))).IsSplit);
        await _pool.Grain.Shift(a.Life.Worker, WorkerRole.Decode);
        await _pool.Grain.Shift(b.Life.Worker, WorkerRole.Prefill);
        await _pool.RenewAsync();
        await _pool.RenewAsync();
        Func<Task<Contracts.Routing.RoutePlan.Assigned>> next = () => _pool.PlaceAsync(TestPool.Query(prompt: 1000));
        var plan = await next.BecomesAsync(p => p.IsSplit, "a split");
        Assert.Equal((b.Life, a.Life), (plan.Prefill.Life, plan.Decode.Life));
    }

    [Fact]
    public async Task Asking_for_the_role_it_has_keeps_the_epoch()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        Assert.Equal(1, (await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Prefill))!.DesiredEpoch);
    }

    [Fact]
    public async Task Nobody_can_order_a_worker_that_the_pool_does_not_know()
    {
        Assert.Null(await _pool.Grain.Shift(new WorkerId("nobody"), WorkerRole.Prefill));
        Assert.Null(await _pool.Grain.SetDrain(new WorkerId("nobody"), true));
    }

    [Fact]
    public async Task A_draining_worker_gets_no_new_work_until_it_serves_again()
    {
        var (drained, other) = (await _pool.JoinAsync("a"), await _pool.JoinAsync("b"));
        other.Status = other.Status with { Running = 50 };
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == drained.Life, "work for the idle worker");

        Assert.True((await _pool.Grain.SetDrain(drained.Life.Worker, true))!.Drain);
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == other.Life, "work for the other");
        Assert.Equal(WorkerState.Draining, drained.Status.State);

        await _pool.Grain.SetDrain(drained.Life.Worker, false);
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == drained.Life, "work for the idle worker again");
        Assert.Equal(WorkerState.Ready, drained.Status.State);
    }
}
