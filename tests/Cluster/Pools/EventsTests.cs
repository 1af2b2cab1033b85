using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.Pools;

/// <summary>What watchers of a pool hear.</summary>
[Collection(nameof(OneSilo))]
public sealed class EventsTests(OneSilo silo)
{
    private readonly TestPool _pool = new(silo);

    [Fact]
    public async Task Joins_shifts_losses_and_returns_are_told_in_order()
    {
        var start = await _pool.Grain.Events(default, TimeSpan.Zero);
        Assert.Empty(start.Events);
        var worker = await _pool.JoinAsync("a", WorkerRole.Prefill);
        await _pool.Grain.Shift(worker.Life.Worker, WorkerRole.Decode);
        await worker.RenewAsync();
        await worker.RenewAsync();
        silo.Skip(TimeSpan.FromSeconds(4));
        Func<Task<PoolEventPage>> read = () => _pool.Grain.Events(start.Next, TimeSpan.Zero);
        await read.BecomesAsync(page => page.Events is [.., { Kind: PoolEventKind.WorkerLost }], "the worker to be lost");
        await worker.RenewAsync();
        await _pool.Grain.Release(worker.Life.Worker, PersonalOrders.Person);
        await _pool.Grain.Leave(worker.Life);
        var page = await read();
        Assert.Equal(
            [PoolEventKind.WorkerJoined, PoolEventKind.ShiftOrdered, PoolEventKind.ShiftDone, PoolEventKind.WorkerLost, PoolEventKind.WorkerBack, PoolEventKind.HoldReleased, PoolEventKind.WorkerLeft],
            page.Events.Select(e => e.Kind));
        Assert.Equal((WorkerRole.Decode, 2L, "a test"), (page.Events[1].Role, page.Events[1].Epoch, page.Events[1].By));
    }

    [Fact]
    public async Task Whoever_waits_hears_at_once_and_whoever_waits_in_vain_gets_an_empty_page()
    {
        var start = await _pool.Grain.Events(default, TimeSpan.Zero);
        Assert.Empty((await _pool.Grain.Events(start.Next, TimeSpan.FromMilliseconds(1))).Events);
        var waiting = _pool.Grain.Events(start.Next, TimeSpan.FromSeconds(2));
        await _pool.JoinAsync("a");
        Assert.Equal(PoolEventKind.WorkerJoined, (await waiting).Events[0].Kind);
    }

    [Fact]
    public async Task A_reader_from_before_an_activation_gets_all_of_the_new_one_and_a_slow_one_hears_what_it_missed()
    {
        var old = await _pool.Grain.Events(default, TimeSpan.Zero);
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        var worker = await _pool.JoinAsync("a");
        var page = await _pool.Grain.Events(old.Next, TimeSpan.Zero);
        Assert.Equal((PoolEventKind.WorkerJoined, 0), (page.Events[0].Kind, page.Missed));
        for (var i = 0; i < 1030; i++) await _pool.Grain.SetDrain(worker.Life.Worker, i % 2 == 0);
        var late = await _pool.Grain.Events(page.Next, TimeSpan.Zero);
        Assert.Equal((1024, 6), (late.Events.Length, late.Missed));
    }
}
