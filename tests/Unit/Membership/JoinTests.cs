using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Xunit;

namespace Orchestrator.Unit.Membership;

/// <summary>How workers come, come back, and are replaced.</summary>
public sealed class JoinTests
{
    private readonly Pool _pool = new();

    [Fact]
    public void A_new_worker_gets_the_role_it_asked_for_and_the_first_epoch()
    {
        var orders = _pool.Renew(Pool.NewLife("a", WorkerRole.Decode));
        Assert.Equal(new WorkerOrders.Serve(WorkerRole.Decode, 1, Drain: false, Pool.Options.Lease), orders);
        Assert.Equal(["a"], _pool.Routable);
    }

    [Fact]
    public void Renewing_changes_no_orders()
    {
        var worker = _pool.Follow(Pool.NewLife("a"));
        Assert.Equal(_pool.Renew(worker), _pool.Renew(worker));
    }

    [Fact]
    public void A_worker_that_still_loads_is_known_but_gets_no_work()
    {
        _pool.Renew(Pool.NewLife("a") with { State = WorkerState.Loading });
        Assert.Empty(_pool.Routable);
        Assert.Single(_pool.State.Members);
    }

    [Fact]
    public void A_restarted_worker_keeps_its_role_under_a_new_epoch()
    {
        var first = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        _pool.Shift(first, WorkerRole.Decode);
        first = _pool.Follow(first);
        var second = _pool.Follow(Pool.NewLife("a", WorkerRole.Prefill));
        Assert.Equal((WorkerRole.Decode, first.Epoch + 1), (second.Role, second.Epoch));
    }

    [Fact]
    public void A_life_that_was_replaced_is_told_to_end_however_often_it_asks()
    {
        var first = _pool.Follow(Pool.NewLife("a"));
        var second = _pool.Follow(Pool.NewLife("a"));
        for (var i = 0; i < 3; i++) Assert.Equal(new WorkerOrders.End("worker a has a newer process"), _pool.Renew(first));
        Assert.Equal(second.Life, _pool.Find(first).Status.Life);
    }

    [Fact]
    public void A_restarted_worker_serves_again_after_the_old_one_was_ordered_to_drain()
    {
        var first = _pool.Follow(Pool.NewLife("a"));
        _pool.SetDrain(first, true);
        _pool.Follow(Pool.NewLife("a"));
        Assert.Equal(["a"], _pool.Routable);
    }

    [Fact]
    public void More_lives_than_are_remembered_drop_the_oldest_alone()
    {
        var lives = Enumerable.Range(0, MembershipState.MaxReplacedLives + 2).Select(_ => Pool.NewLife("a")).ToList();
        foreach (var life in lives) _pool.Renew(life);
        Assert.Equal(MembershipState.MaxReplacedLives, _pool.State.ReplacedLives.Count());
        Assert.DoesNotContain(lives[0].Life.Life, _pool.State.ReplacedLives);
        Assert.All(lives[1..^1], life => Assert.IsType<WorkerOrders.End>(_pool.Renew(life)));
    }

    [Fact]
    public void Workers_are_listed_in_the_order_of_their_names()
    {
        foreach (var name in new[] { "b/2", "a/10", "b/1" }) _pool.Renew(Pool.NewLife(name));
        Assert.Equal(["a/10", "b/1", "b/2"], _pool.Routable);
    }
}
