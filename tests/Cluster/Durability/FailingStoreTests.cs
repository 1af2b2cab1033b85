using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.Durability;

/// <summary>A store that does not take a change is an error to whoever wants it, changes nothing, and stops no lease.</summary>
[Collection(nameof(OneSilo))]
public sealed class FailingStoreTests(KeptSilo silo) : IClassFixture<KeptSilo>, IDisposable
{
    private readonly TestPool _pool = new(silo);

    public void Dispose() => (silo.Store.Failure, silo.Store.WritesAnyway) = (null, false);

    [Fact]
    public async Task A_full_disk_refuses_orders_and_policies_and_changes_nothing()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        silo.Store.Failure = new IOException("No space left on device");
        var refused = Assert.IsType<OrderAnswer.NotStored>(await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode, PersonalOrders.Person));
        Assert.Equal("the store (moody) does not take it: No space left on device", refused.Reason);
        Assert.IsType<PolicyAnswer.NotStored>(await _pool.Grain.SetPolicy(PoolPolicy.Default, null, PersonalOrders.Person));
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Prefill, 1, Drain: false, TimeSpan.FromSeconds(3)) { KvShards = 4, StepTime = PoolPolicy.Default.Tpot }, await worker.RenewAsync());
        var pool = await _pool.Grain.Describe();
        Assert.Equal((0, false, refused.Reason), (pool.Policy.Version, pool.Workers[0].Held, pool.Store.LastError));
        Assert.Empty(await _pool.Grain.Audit(10));

        silo.Store.Failure = null;
        Assert.Equal(2, (await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode))!.DesiredEpoch);
        Assert.Null((await _pool.Grain.Describe()).Store.LastError);
    }

    [Fact]
    public async Task Leases_are_renewed_while_an_order_waits_for_the_disk_and_the_order_holds_only_afterwards()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        Func<Task<PoolRecord>> describe = () => _pool.Grain.Describe();
        await describe.BecomesAsync(pool => !pool.Store.Unsaved, "the worker to be stored");
        var writing = silo.Store.Hang();
        var order = _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode, PersonalOrders.Person);
        await writing;
        for (var i = 0; i < 20; i++) Assert.True(await worker.RenewAsync() is WorkerOrders.Serve { Role: WorkerRole.Prefill, Epoch: 1 });
        Assert.False(order.IsCompleted);
        silo.Store.Release();
        Assert.Equal(2, Assert.IsType<OrderAnswer.Ordered>(await order).Worker.DesiredEpoch);
        Assert.True(await worker.RenewAsync() is WorkerOrders.Serve { Role: WorkerRole.Decode, Epoch: 2 });
    }

    [Fact]
    public async Task A_write_that_happened_although_its_answer_was_lost_does_not_stop_the_next()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        (silo.Store.Failure, silo.Store.WritesAnyway) = (new TimeoutException("no answer"), true);
        Assert.IsType<OrderAnswer.NotStored>(await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode, PersonalOrders.Person));
        Dispose();
        Assert.Equal((WorkerRole.Mixed, 2), await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Mixed) is { } record ? (record.DesiredRole, record.DesiredEpoch) : default);
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        var reborn = worker.Reborn();
        await reborn.RenewAsync();
        Assert.Equal((WorkerRole.Mixed, 2), (reborn.Status.Role, reborn.Status.Epoch));
    }

    [Fact]
    public async Task Data_from_long_ago_makes_no_worker_stale_and_no_epoch_fall()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        Func<Task<PoolRecord>> describe = () => _pool.Grain.Describe();
        await describe.BecomesAsync(pool => !pool.Store.Unsaved, "the worker to be stored");
        var longAgo = silo.Store.Save(_pool.Name);
        foreach (var role in new[] { WorkerRole.Decode, WorkerRole.Mixed, WorkerRole.Decode }) await _pool.Grain.Shift(worker.Life.Worker, role);
        await worker.RenewAsync();
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        silo.Store.Restore(longAgo);
        Assert.True(await worker.RenewAsync() is WorkerOrders.Serve { Role: WorkerRole.Decode, Epoch: 4 });
        Assert.Equal(5, (await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Prefill))!.DesiredEpoch);
    }

    [Fact]
    public async Task After_a_write_of_unknown_end_it_writes_over_nobody_else()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode);
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        await worker.RenewAsync();
        silo.Store.Failure = new TimeoutException("no answer");
        Assert.IsType<OrderAnswer.NotStored>(await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Prefill, PersonalOrders.Person));
        // What this activation has found was written by an earlier one, and may be written over.
        silo.Store.Failure = null;
        Assert.Equal(3, (await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Mixed))!.DesiredEpoch);

        silo.Store.Failure = new TimeoutException("no answer");
        Assert.IsType<OrderAnswer.NotStored>(await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Prefill, PersonalOrders.Person));
        silo.Store.Failure = null;
        var other = Guid.NewGuid();
        silo.Store.Change(_pool.Name, stored => stored with { Writer = other });
        var refused = Assert.IsType<OrderAnswer.NotStored>(await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Prefill, PersonalOrders.Person));
        Assert.Contains("another activation has written", refused.Reason, StringComparison.Ordinal);
        silo.Store.Change(_pool.Name, stored =>
        {
            Assert.Equal(other, stored.Writer);
            return stored;
        });
    }

    [Fact]
    public async Task An_activation_that_somebody_else_has_overtaken_gives_way()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        Func<Task<PoolRecord>> describe = () => _pool.Grain.Describe();
        await describe.BecomesAsync(pool => !pool.Store.Unsaved, "the worker to be stored");
        var before = silo.Store.Save(_pool.Name);
        await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode);
        // As if another activation had written instead.
        silo.Store.Restore(before);
        Assert.IsType<OrderAnswer.NotStored>(await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Mixed, PersonalOrders.Person));
        Func<Task<OrderAnswer>> again = async () =>
        {
            await worker.RenewAsync();
            return await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Mixed, PersonalOrders.Person);
        };
        await again.BecomesAsync(answer => answer is OrderAnswer.Ordered, "the order to be taken by a new activation");
    }
}
