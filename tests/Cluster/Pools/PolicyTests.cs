using System.Collections.Immutable;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.Pools;

/// <summary>A policy in force: limits, pins and the budget.</summary>
[Collection(nameof(OneSilo))]
public sealed class PolicyTests(OneSilo silo)
{
    private readonly TestPool _pool = new(silo);

    [Fact]
    public async Task Orders_that_break_a_minimum_are_refused_with_the_reason()
    {
        var worker = (await _pool.JoinAsync("a", WorkerRole.Prefill)).Life.Worker;
        await SetAsync(new PoolPolicy { Prefill = new RoleLimits(1, null) });
        var refused = Assert.IsType<OrderAnswer.Refused>(await _pool.Grain.Shift(worker, WorkerRole.Decode, PersonalOrders.Person));
        Assert.Equal("worker a is one of 1 prefill workers; the policy's minimum is 1", refused.Reason);
        Assert.IsType<OrderAnswer.Refused>(await _pool.Grain.SetDrain(worker, true, PersonalOrders.Person));
    }

    [Fact]
    public async Task The_autoscaler_leaves_held_workers_alone_until_they_are_released()
    {
        var worker = (await _pool.JoinAsync("a", WorkerRole.Prefill)).Life.Worker;
        await _pool.Grain.Shift(worker, WorkerRole.Decode);
        Assert.IsType<OrderAnswer.Refused>(await _pool.Grain.Shift(worker, WorkerRole.Prefill, OrderSource.Autoscaler));
        Assert.False(Assert.IsType<OrderAnswer.Ordered>(await _pool.Grain.Release(worker, PersonalOrders.Person)).Worker.Held);
        var shifted = Assert.IsType<OrderAnswer.Ordered>(await _pool.Grain.Shift(worker, WorkerRole.Prefill, OrderSource.Autoscaler)).Worker;
        Assert.Equal((WorkerRole.Prefill, 3L, false), (shifted.DesiredRole, shifted.DesiredEpoch, shifted.Held));
    }

    [Fact]
    public async Task A_pinned_worker_has_its_role_from_the_first_orders_on()
    {
        var known = await _pool.JoinAsync("a", WorkerRole.Prefill);
        await SetAsync(new PoolPolicy { Pinned = ImmutableSortedDictionary<string, WorkerRole>.Empty.Add("a", WorkerRole.Decode).Add("b", WorkerRole.Decode) });
        var late = new FakeWorker(_pool.Grain, "b", WorkerRole.Prefill);
        Assert.True(await late.RenewAsync() is WorkerOrders.Serve { Role: WorkerRole.Decode });
        Assert.True(await known.RenewAsync() is WorkerOrders.Serve { Role: WorkerRole.Decode, Epoch: 2 });
    }

    [Fact]
    public async Task A_worker_beyond_the_budget_is_never_served_and_takes_the_place_of_one_that_leaves()
    {
        await SetAsync(new PoolPolicy { Budget = new GpuBudget(1, null, null) });
        var first = await _pool.JoinAsync("a");
        var second = new FakeWorker(_pool.Grain, "b");
        Assert.True(await second.RenewAsync() is WorkerOrders.Serve { Drain: true });
        Assert.Equal([false, true], (await _pool.Grain.Workers()).Select(w => w.Parked));
        await _pool.Grain.Leave(first.Life);
        Func<Task<WorkerOrders>> renew = second.RenewAsync;
        await renew.BecomesAsync(orders => orders is WorkerOrders.Serve { Drain: false }, "the second to serve");
        // The first comes back, and finds its place taken.
        Assert.True(await first.RenewAsync() is WorkerOrders.Serve { Drain: true });
    }

    private async Task SetAsync(PoolPolicy policy) => Assert.IsType<PolicyAnswer.Stored>(await _pool.Grain.SetPolicy(policy, null, PersonalOrders.Person));
}
