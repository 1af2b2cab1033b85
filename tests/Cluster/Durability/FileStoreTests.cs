using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.Durability;

/// <summary>What a pool has acknowledged is there when its grain is activated anew, also when no worker has told it.</summary>
[Collection(nameof(OneSilo))]
public sealed class FileStoreTests(FileSilo silo) : IClassFixture<FileSilo>
{
    private readonly TestPool _pool = new(silo);

    [Fact]
    public async Task Orders_and_holds_outlive_the_grain_and_the_workers()
    {
        var (shifted, drained) = (await _pool.JoinAsync("a", WorkerRole.Prefill), await _pool.JoinAsync("b", WorkerRole.Prefill));
        await _pool.Grain.Shift(shifted.Life.Worker, WorkerRole.Decode);
        await _pool.Grain.SetDrain(drained.Life.Worker, true);
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        // One is a new process; the other has not heard of its order.
        var reborn = shifted.Reborn();
        await reborn.RenewAsync();
        Assert.Equal((WorkerRole.Decode, 2L), (reborn.Status.Role, reborn.Status.Epoch));
        Assert.True(await drained.RenewAsync() is WorkerOrders.Serve { Drain: true });
        Assert.Equal([true, false], (await _pool.Grain.Workers()).Select(w => w.Held));
    }

    [Fact]
    public async Task A_role_from_the_command_line_is_kept_soon_after_the_worker_has_come()
    {
        var worker = await _pool.JoinAsync("a", WorkerRole.Decode);
        Func<Task<PoolRecord>> describe = () => _pool.Grain.Describe();
        await describe.BecomesAsync(pool => !pool.Store.Unsaved, "the worker's role to be stored");
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        var reborn = new FakeWorker(_pool.Grain, worker.Life.Worker.Value, WorkerRole.Prefill);
        await reborn.RenewAsync();
        Assert.Equal((WorkerRole.Decode, 1L), (reborn.Status.Role, reborn.Status.Epoch));
    }

    [Fact]
    public async Task A_policy_and_its_trail_outlive_the_grain()
    {
        var policy = PoolPolicy.Default with { Tpot = TimeSpan.FromMilliseconds(25), Routing = "dynamo" };
        Assert.Equal(1, Assert.IsType<PolicyAnswer.Stored>(await _pool.Grain.SetPolicy(policy, basedOn: 0, PersonalOrders.Person)).Document.Version);
        Assert.IsType<PolicyAnswer.Conflict>(await _pool.Grain.SetPolicy(policy, basedOn: 0, PersonalOrders.Person));
        Assert.Equal("tick_s", Assert.Single(Assert.IsType<PolicyAnswer.Invalid>(await _pool.Grain.SetPolicy(policy with { Tick = TimeSpan.FromMinutes(1) }, null, PersonalOrders.Person)).Violations).Field);
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        var found = await _pool.Grain.Policy();
        Assert.Equal((1, "a test", policy.Tpot, "dynamo"), (found.Version, found.ChangedBy, found.Policy.Tpot, found.Policy.Routing));
        var entry = Assert.Single(await _pool.Grain.Audit(10));
        Assert.Equal(("policy", "a test", "routing: null -> dynamo, tpot_ms: 50 -> 25", 0, 1), (entry.Action, entry.By, entry.Detail, entry.Before, entry.After));
    }

    [Fact]
    public async Task The_trail_keeps_the_last_thousand_changes()
    {
        var worker = (await _pool.JoinAsync("a", WorkerRole.Prefill)).Life.Worker;
        for (var i = 0; i < 1010; i++) await _pool.Grain.SetDrain(worker, i % 2 == 0);
        var trail = await _pool.Grain.Audit(2000);
        Assert.Equal((1000, 1010, 11), (trail.Length, trail[0].Number, trail[^1].Number));
    }
}
