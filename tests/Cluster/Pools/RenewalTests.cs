using System.Collections.Immutable;
using System.Diagnostics;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Pools;

[Collection(nameof(OneSilo))]
public sealed class RenewalTests(OneSilo silo)
{
    private readonly TestPool _pool = new(silo);

    [Fact]
    public async Task The_answer_to_a_renewal_carries_the_orders()
    {
        var worker = new FakeWorker(_pool.Grain, "a", WorkerRole.Decode);
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Decode, 1, Drain: false, TimeSpan.FromSeconds(3)) { KvShards = 4, StepTime = PoolPolicy.Default.Tpot }, await worker.RenewAsync());
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Decode, 1, Drain: false, TimeSpan.FromSeconds(3)) { KvShards = 4, StepTime = PoolPolicy.Default.Tpot }, await worker.RenewAsync());
    }

    [Fact]
    public async Task The_router_hears_of_a_worker_soon_after_it_has_joined()
    {
        var worker = await _pool.JoinAsync("a");
        var joined = Stopwatch.GetTimestamp();
        var plan = await _pool.PlaceAsync(TestPool.Query());
        TestContext.Current.TestOutputHelper?.WriteLine($"placed {Stopwatch.GetElapsedTime(joined).TotalMilliseconds:0.0} ms after it had joined");
        Assert.Equal(new WorkerTarget(worker.Life, 1, "a:1", "a:2", "f", plan.Prefill.Ticket), plan.Prefill);
    }

    [Fact]
    public async Task A_worker_that_loads_is_listed_and_gets_no_work()
    {
        var loading = new FakeWorker(_pool.Grain, "a");
        loading.Status = loading.Status with { State = WorkerState.Loading, Loaded = 0.25 };
        await loading.RenewAsync();
        var ready = await _pool.JoinAsync("b");
        ready.Status = ready.Status with { Running = 50 };
        for (var i = 0; i < 3; i++) Assert.Equal(ready.Life, (await _pool.PlaceAsync(TestPool.Query())).Prefill.Life);
        Assert.Equal([(WorkerState.Loading, 0.25), (WorkerState.Ready, 0)], (await _pool.Grain.Workers()).Select(w => (w.Status.State, w.Status.Loaded)));
    }

    [Fact]
    public async Task A_silent_worker_is_lost_and_gets_no_new_work()
    {
        var (silent, other) = (await _pool.JoinAsync("a"), await _pool.JoinAsync("b"));
        other.Status = other.Status with { Running = 50 };
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == silent.Life, "work for the idle worker");
        _pool.LeaveAlone(silent);
        silo.Skip(TimeSpan.FromSeconds(4));
        await Workers().BecomesAsync(w => w[0].Status.State == WorkerState.Lost, "the worker to be lost");
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == other.Life, "work for the other");
        Assert.Equal([WorkerState.Lost, WorkerState.Ready], (await _pool.Grain.Workers()).Select(w => w.Status.State));
    }

    [Fact]
    public async Task A_lost_worker_that_renews_is_back_with_its_role_and_epoch()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        silo.Skip(TimeSpan.FromSeconds(30));
        await Workers().BecomesAsync(w => w[0].Status.State == WorkerState.Lost, "the worker to be lost");
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Prefill, 1, Drain: false, TimeSpan.FromSeconds(3)) { KvShards = 4, StepTime = PoolPolicy.Default.Tpot }, await worker.RenewAsync());
        Assert.Equal(worker.Life, (await _pool.PlaceAsync(TestPool.Query())).Prefill.Life);
    }

    [Fact]
    public async Task A_worker_not_heard_of_for_long_is_no_longer_listed()
    {
        await _pool.JoinAsync("a");
        silo.Skip(TimeSpan.FromSeconds(61));
        await Workers().BecomesAsync(w => w.IsEmpty, "an empty list");
    }

    [Fact]
    public async Task A_worker_that_says_goodbye_gets_no_new_work()
    {
        var (leaving, other) = (await _pool.JoinAsync("a"), await _pool.JoinAsync("b"));
        other.Status = other.Status with { Running = 50 };
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == leaving.Life, "work for the idle worker");
        _pool.LeaveAlone(leaving);
        await _pool.Grain.Leave(leaving.Life);
        await _pool.PlaceUntilAsync(plan => plan.Prefill.Life == other.Life, "work for the other");
    }

    [Fact]
    public async Task A_restarted_worker_takes_the_place_of_its_old_life_which_is_told_to_end()
    {
        var old = await _pool.JoinAsync("a", WorkerRole.Prefill);
        _pool.LeaveAlone(old);
        var reborn = old.Reborn();
        await reborn.JoinAsync();
        Assert.Equal((WorkerRole.Prefill, 2), (reborn.Status.Role, reborn.Status.Epoch));
        await old.RenewAsync();
        Assert.Equal("worker a has a newer process", old.Ended?.Reason);
        Assert.Equal(reborn.Life, (await _pool.PlaceUntilAsync(plan => plan.Prefill.Epoch == 2, "the new life")).Prefill.Life);
        Assert.Equal(reborn.Life, Assert.Single(await _pool.Grain.Workers()).Status.Life);
    }

    [Fact]
    public async Task Workers_of_one_pool_are_no_workers_of_another()
    {
        await _pool.JoinAsync("a");
        Assert.IsType<RoutePlan.Wait>(await new TestPool(silo).RouteAsync(TestPool.Query()));
    }

    private Func<Task<ImmutableArray<WorkerRecord>>> Workers() => () => _pool.Grain.Workers();
}
