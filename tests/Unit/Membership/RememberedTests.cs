using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Xunit;

namespace Orchestrator.Unit.Membership;

/// <summary>Workers that come to a pool which knows them from its store.</summary>
public sealed class RememberedTests
{
    private readonly Pool _pool = new();

    [Fact]
    public void A_new_process_takes_the_stored_role_and_epoch_and_not_the_command_lines()
    {
        _pool.Remember("a", new Placement(WorkerRole.Decode, 7, Drain: false, Held: true));
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        Assert.Equal((WorkerRole.Decode, 7), (worker.Role, worker.Epoch));
        Assert.True(_pool.Find(worker).Held);
        Assert.Empty(_pool.State.Remembered);
    }

    [Fact]
    public void A_worker_that_has_not_heard_of_the_stored_order_hears_of_it_now()
    {
        _pool.Remember("a", new Placement(WorkerRole.Decode, 7, Drain: false, Held: false));
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill) with { Epoch = 6, Role = WorkerRole.Prefill });
        Assert.Equal((WorkerRole.Decode, 7), (worker.Role, worker.Epoch));
    }

    [Fact]
    public void A_worker_whose_orders_are_newer_than_what_is_stored_keeps_them()
    {
        _pool.Remember("a", new Placement(WorkerRole.Prefill, 3, Drain: false, Held: false));
        var worker = _pool.Follow(Pool.NewLife("a") with { Epoch = 9, Role = WorkerRole.Decode });
        Assert.Equal((WorkerRole.Decode, 9), (worker.Role, worker.Epoch));
        _pool.Shift(worker, WorkerRole.Prefill);
        Assert.Equal(10, _pool.Find(worker).Epoch);
    }

    [Fact]
    public void One_epoch_never_stands_for_two_roles_whatever_is_stored()
    {
        _pool.Remember("a", new Placement(WorkerRole.Prefill, 3, Drain: false, Held: false));
        var worker = _pool.Follow(Pool.NewLife("a") with { Epoch = 3, Role = WorkerRole.Decode });
        Assert.Equal((WorkerRole.Prefill, 4), (worker.Role, worker.Epoch));
    }

    [Fact]
    public void A_stored_drain_holds_for_the_process_that_was_drained_and_not_for_the_next()
    {
        _pool.Remember("a", new Placement(WorkerRole.Prefill, 3, Drain: true, Held: false));
        _pool.Remember("b", new Placement(WorkerRole.Prefill, 3, Drain: true, Held: false));
        Assert.True(_pool.Renew(Pool.NewLife("a") with { Epoch = 3, Role = WorkerRole.Prefill }) is WorkerOrders.Serve { Drain: true });
        Assert.True(_pool.Renew(Pool.NewLife("b")) is WorkerOrders.Serve { Drain: false });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_parked_worker_is_still_parked_and_not_drained_for_a_pool_that_has_forgotten_it(int stored)
    {
        if (stored > 0) _pool.Remember("a", new Placement(WorkerRole.Prefill, stored, Drain: false, Held: false));
        var parked = Pool.NewLife("a", WorkerRole.Prefill) with { Epoch = 3, State = WorkerState.Draining, Parked = true };
        Assert.True(_pool.Renew(parked) is WorkerOrders.Serve { Drain: true, Parked: true });
        Assert.False(_pool.Find(parked).Drain);
        Assert.True(_pool.Renew(Pool.NewLife("b") with { Epoch = 3, State = WorkerState.Draining }) is WorkerOrders.Serve { Drain: true, Parked: false });
        // A process that has just started was never parked.
        _pool.Remember("c", new Placement(WorkerRole.Prefill, 3, Drain: false, Held: false));
        Assert.True(_pool.Renew(Pool.NewLife("c")) is WorkerOrders.Serve { Drain: false, Parked: false });
    }

    [Fact]
    public void A_worker_that_was_away_for_long_has_its_orders_when_it_comes_back()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Shift(worker, WorkerRole.Decode);
        _pool.Now += 700;
        _pool.Expire();
        Assert.Empty(_pool.State.Members);
        Assert.Equal(new Placement(WorkerRole.Decode, 2, Drain: false, Held: false), _pool.State.Placements["a"]);
        Assert.Equal((WorkerRole.Decode, 2), (_pool.Follow(Pool.NewLife("a")).Role, _pool.Find(worker).Epoch));
    }

    [Fact]
    public void More_names_than_a_fleet_can_have_are_not_remembered()
    {
        for (var i = 0; i < MembershipState.MaxRemembered + 10; i++) _pool.Renew(Pool.NewLife($"w{i:00000}"));
        _pool.Now += 700;
        _pool.Expire();
        Assert.Equal(MembershipState.MaxRemembered, _pool.State.Placements.Count);
    }
}
