using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Unit.Membership;

/// <summary>How workers are lost, come back and are forgotten.</summary>
public sealed class LeaseTests
{
    private readonly Pool _pool = new();

    [Fact]
    public void A_lease_lasts_to_its_last_moment()
    {
        _pool.Renew(Pool.NewLife("a"));
        _pool.Now = 3;
        _pool.Expire();
        Assert.Equal(["a"], _pool.Routable);
    }

    [Fact]
    public void A_silent_worker_is_lost_when_its_lease_runs_out()
    {
        var worker = Pool.NewLife("a");
        _pool.Renew(worker);
        _pool.Now = 3.001;
        _pool.Expire();
        Assert.Empty(_pool.Routable);
        Assert.True(_pool.Find(worker).Lost);
    }

    [Fact]
    public void Nothing_changes_while_all_renew()
    {
        _pool.Renew(Pool.NewLife("a"));
        var before = _pool.State;
        _pool.Now = 1;
        _pool.Expire();
        Assert.Same(before, _pool.State);
    }

    [Fact]
    public void A_lost_worker_that_renews_is_back_with_the_same_orders()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Now = 100;
        _pool.Expire();
        var back = _pool.Follow(worker);
        Assert.Equal((worker.Role, worker.Epoch), (back.Role, back.Epoch));
        Assert.Equal(["a"], _pool.Routable);
    }

    [Fact]
    public void A_lost_worker_gets_the_orders_that_were_given_meanwhile()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Now = 100;
        _pool.Expire();
        _pool.Shift(worker, WorkerRole.Decode);
        var back = _pool.Follow(worker);
        Assert.Equal((WorkerRole.Decode, worker.Epoch + 1), (back.Role, back.Epoch));
    }

    [Fact]
    public void A_worker_that_says_goodbye_is_lost_at_once()
    {
        var worker = Pool.NewLife("a");
        _pool.Renew(worker);
        _pool.Leave(worker);
        Assert.Empty(_pool.Routable);
    }

    [Fact]
    public void The_goodbye_of_a_replaced_life_does_not_hurt_its_successor()
    {
        var first = Pool.NewLife("a");
        _pool.Renew(first);
        _pool.Renew(Pool.NewLife("a"));
        _pool.Leave(first);
        Assert.Equal(["a"], _pool.Routable);
    }

    [Fact]
    public void A_worker_not_heard_of_for_long_is_no_longer_listed()
    {
        _pool.Renew(Pool.NewLife("a"));
        _pool.Now = 600;
        _pool.Expire();
        Assert.Single(_pool.State.Members);
        _pool.Now = 600.001;
        _pool.Expire();
        Assert.Empty(_pool.State.Members);
    }

    [Fact]
    public void A_forgotten_worker_that_comes_back_keeps_the_role_and_epoch_it_has()
    {
        var worker = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Shift(worker, WorkerRole.Decode);
        worker = _pool.Follow(worker);
        _pool.Now = 1000;
        _pool.Expire();
        var back = _pool.Follow(worker);
        Assert.Equal((worker.Role, worker.Epoch), (back.Role, back.Epoch));
    }
}
