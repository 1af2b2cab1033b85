using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Xunit;

namespace Orchestrator.Unit.Membership;

/// <summary>Role shifts, drains, and what is left of them when the grain forgets.</summary>
public sealed class OrdersTests
{
    private readonly Pool _pool = new();

    [Fact]
    public void A_shift_raises_the_epoch_and_the_worker_hears_of_it_with_its_next_renewal()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Shift(worker, WorkerRole.Decode);
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Decode, 2, Drain: false, Pool.Options.Lease), _pool.Renew(worker));
    }

    [Fact]
    public void The_router_sees_the_old_role_and_epoch_until_the_worker_has_confirmed_the_new()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Renew(worker);
        _pool.Shift(worker, WorkerRole.Decode);
        Assert.Equal((WorkerRole.Prefill, 1), Seen());
        worker = _pool.Follow(worker);
        Assert.Equal((WorkerRole.Prefill, 1), Seen());
        _pool.Renew(worker);
        Assert.Equal((WorkerRole.Decode, 2), Seen());

        (WorkerRole, long) Seen() => MembershipPolicy.Routable(_pool.State) is [var status] ? (status.Role, status.Epoch) : default;
    }

    [Fact]
    public void Asking_for_the_role_it_has_changes_nothing()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        var before = _pool.State;
        _pool.Shift(worker, WorkerRole.Prefill);
        Assert.Same(before, _pool.State);
    }

    [Fact]
    public void Orders_to_a_worker_that_nobody_knows_change_nothing()
    {
        _pool.Shift(Pool.NewLife("a"), WorkerRole.Decode);
        _pool.SetDrain(Pool.NewLife("a"), true);
        Assert.Same(MembershipState.Empty, _pool.State);
    }

    [Fact]
    public void A_worker_ordered_to_drain_gets_no_new_work_from_that_moment()
    {
        var worker = _pool.Follow(Pool.NewLife("a"));
        _pool.SetDrain(worker, true);
        Assert.Empty(_pool.Routable);
        Assert.True(_pool.Renew(worker) is WorkerOrders.Serve { Drain: true });
    }

    [Fact]
    public void A_drained_worker_serves_again_when_it_says_so_itself()
    {
        var worker = _pool.Follow(Pool.NewLife("a"));
        _pool.SetDrain(worker, true);
        worker = _pool.Follow(worker);
        _pool.SetDrain(worker, false);
        worker = _pool.Follow(worker);
        Assert.Empty(_pool.Routable);
        _pool.Renew(worker);
        Assert.Equal(["a"], _pool.Routable);
    }

    [Fact]
    public void Roles_and_epochs_outlive_the_memory_of_the_grain()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Shift(worker, WorkerRole.Decode);
        worker = _pool.Follow(worker);
        _pool.Forget();
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Decode, 2, Drain: false, Pool.Options.Lease), _pool.Renew(worker));
    }

    [Fact]
    public void A_drain_outlives_the_memory_of_the_grain()
    {
        var worker = _pool.Follow(Pool.NewLife("a"));
        _pool.SetDrain(worker, true);
        worker = _pool.Follow(worker);
        _pool.Forget();
        Assert.True(_pool.Renew(worker) is WorkerOrders.Serve { Drain: true });
    }

    [Fact]
    public void An_order_to_empty_the_prefix_cache_stands_until_the_worker_has_and_is_new_each_time()
    {
        var worker = _pool.Follow(Pool.NewLife("a"));
        Assert.Equal(0, Resets(worker));
        _pool.ResetPrefixCache(worker);
        Assert.Equal([1, 1], [Resets(worker), Resets(worker)]);
        worker = worker with { PrefixCacheResets = 1 };
        Assert.Equal(1, Resets(worker));
        // Whoever has forgotten how often does not order what was done before.
        _pool.Forget();
        Assert.Equal(1, Resets(worker));
        _pool.ResetPrefixCache(worker);
        Assert.Equal(2, Resets(worker));
        // A new process has nothing that it could forget.
        Assert.Equal(0, Resets(Pool.NewLife("a")));

        long Resets(WorkerStatus status) => ((WorkerOrders.Serve)_pool.Renew(status)).PrefixCacheResets;
    }

    [Fact]
    public void Orders_continue_above_the_highest_epoch_that_the_worker_has_seen()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill)) with { Epoch = 40 };
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Prefill, 41, Drain: false, Pool.Options.Lease), _pool.Renew(worker));
    }

    [Fact]
    public void One_epoch_never_stands_for_two_roles()
    {
        // Another activation of the grain, that this one does not know of, has given out epoch 2.
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        var elsewhere = worker with { Role = WorkerRole.Decode, Epoch = 2 };
        _pool.Shift(worker, WorkerRole.Mixed);
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Mixed, 3, Drain: false, Pool.Options.Lease), _pool.Renew(elsewhere));
    }
}
