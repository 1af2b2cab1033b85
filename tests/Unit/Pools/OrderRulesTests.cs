using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Orchestrator.Policies.Pools;
using Orchestrator.Unit.Membership;
using Xunit;

namespace Orchestrator.Unit.Pools;

/// <summary>Which orders a policy allows, and how a budget is kept.</summary>
public sealed class OrderRulesTests
{
    private static readonly OrderSource s_person = OrderSource.Person("somebody");

    private MembershipState _state = MembershipState.Empty;

    [Fact]
    public void The_last_workers_of_a_role_stay_where_the_minimum_asks_for_them()
    {
        Join("p0", WorkerRole.Prefill);
        Join("d0", WorkerRole.Decode);
        Join("d1", WorkerRole.Decode);
        var policy = new PoolPolicy { Prefill = new RoleLimits(1, 2), Decode = new RoleLimits(1, null) };
        Assert.Equal("worker p0 is one of 1 prefill workers; the policy's minimum is 1", Shift(policy, "p0", WorkerRole.Decode));
        Assert.Equal("worker p0 is one of 1 prefill workers; the policy's minimum is 1", OrderRules.RefuseDrain(_state, policy, Find("p0")));
        Assert.Null(Shift(policy, "d0", WorkerRole.Prefill));
        _state = MembershipPolicy.Shift(_state, new WorkerId("d0"), WorkerRole.Prefill);
        Assert.Equal("worker d1 is one of 1 decode workers; the policy's minimum is 1", Shift(policy, "d1", WorkerRole.Prefill));
        Join("d2", WorkerRole.Decode);
        Assert.Equal("with worker d1 there would be 3 prefill workers; the policy's maximum is 2", Shift(policy, "d1", WorkerRole.Prefill));
        Assert.Null(Shift(policy, "p0", WorkerRole.Prefill));
    }

    [Fact]
    public void Workers_that_do_not_serve_count_for_no_limit()
    {
        Join("p0", WorkerRole.Prefill);
        Join("p1", WorkerRole.Prefill);
        var policy = new PoolPolicy { Prefill = new RoleLimits(1, null) };
        _state = MembershipPolicy.SetDrain(_state, new WorkerId("p1"), true);
        Assert.NotNull(Shift(policy, "p0", WorkerRole.Decode));
        Assert.Null(Shift(policy, "p1", WorkerRole.Decode));
    }

    [Fact]
    public void A_person_moves_what_the_autoscaler_must_leave()
    {
        Join("a", WorkerRole.Prefill);
        Join("b", WorkerRole.Prefill);
        var policy = new PoolPolicy { Pinned = ImmutableSortedDictionary<string, WorkerRole>.Empty.Add("a", WorkerRole.Prefill) };
        _state = MembershipPolicy.Hold(_state, new WorkerId("b"), true);
        Assert.Equal("worker a is pinned to role prefill", OrderRules.RefuseShift(_state, policy, Find("a"), WorkerRole.Decode, OrderSource.Autoscaler));
        Assert.Equal("worker b is held in role prefill by a manual order", OrderRules.RefuseShift(_state, policy, Find("b"), WorkerRole.Decode, OrderSource.Autoscaler));
        Assert.Null(Shift(policy, "a", WorkerRole.Decode));
        Assert.Null(Shift(policy, "b", WorkerRole.Decode));
    }

    [Fact]
    public void The_autoscaler_mixes_only_where_it_may()
    {
        Join("a", WorkerRole.Prefill);
        var policy = new PoolPolicy { MixedServing = MixedServing.Never };
        Assert.Equal("the policy allows no mixed serving", OrderRules.RefuseShift(_state, policy, Find("a"), WorkerRole.Mixed, OrderSource.Autoscaler));
        Assert.Null(Shift(policy, "a", WorkerRole.Mixed));
    }

    [Fact]
    public void A_drained_worker_serves_again_only_within_the_budget()
    {
        Join("a", WorkerRole.Mixed);
        Join("b", WorkerRole.Mixed);
        _state = MembershipPolicy.SetDrain(_state, new WorkerId("b"), true);
        Assert.Equal("worker b would be number 2 that serves; the policy's budget is 1", OrderRules.RefuseResume(_state, Budget(1), Find("b")));
        Assert.Null(OrderRules.RefuseResume(_state, Budget(2), Find("b")));
    }

    [Fact]
    public void Whoever_comes_beyond_the_budget_is_parked_until_there_is_room()
    {
        foreach (var name in new[] { "a", "b", "c" }) Join(name, WorkerRole.Mixed, Budget(2));
        Assert.Equal(["c"], Parked);
        Assert.Equal(["a", "b"], MembershipPolicy.Routable(_state).Select(s => s.Life.Worker.Value));
        Assert.Same(_state, BudgetRules.Balance(_state, Budget(2)));
        _state = MembershipPolicy.SetDrain(_state, new WorkerId("a"), true);
        // What it has said so far is older than the order: it may just have taken something.
        Assert.Equal(["c"], ParkedAfter(BudgetRules.Balance(_state, Budget(2))));
        _state = MembershipPolicy.Renew(_state, Find("a").Status with { State = WorkerState.Draining }, default, Pool.Options).State;
        Assert.Empty(ParkedAfter(BudgetRules.Balance(_state, Budget(2))));
    }

    [Fact]
    public void Somebody_who_still_finishes_its_work_uses_the_budget()
    {
        foreach (var name in new[] { "a", "b", "c" }) Join(name, WorkerRole.Mixed, Budget(2));
        _state = MembershipPolicy.Renew(_state, Find("a").Status with { Running = 3 }, default, Pool.Options).State;
        _state = MembershipPolicy.SetDrain(_state, new WorkerId("a"), true);
        Assert.Equal(["c"], ParkedAfter(BudgetRules.Balance(_state, Budget(2))));
        _state = MembershipPolicy.Renew(_state, Find("a").Status with { State = WorkerState.Draining, Running = 0 }, default, Pool.Options).State;
        Assert.Empty(ParkedAfter(BudgetRules.Balance(_state, Budget(2))));
    }

    [Fact]
    public void A_smaller_budget_parks_from_the_role_that_has_most_to_spare()
    {
        Join("d0", WorkerRole.Decode);
        Join("d1", WorkerRole.Decode);
        Join("d2", WorkerRole.Decode);
        Join("p0", WorkerRole.Prefill);
        _state = MembershipPolicy.Hold(_state, new WorkerId("d2"), true);
        _state = BudgetRules.Balance(_state, Budget(3));
        Assert.Equal(["d1"], Parked);
        _state = BudgetRules.Balance(_state, Budget(1));
        Assert.Equal(["d0", "d1", "p0"], Parked);
        Assert.Empty(ParkedAfter(BudgetRules.Balance(_state, PoolPolicy.Default)));
    }

    [Fact]
    public void Pinned_workers_take_their_roles_unless_they_are_held()
    {
        Join("a", WorkerRole.Prefill);
        Join("b", WorkerRole.Prefill);
        _state = MembershipPolicy.Hold(_state, new WorkerId("b"), true);
        var pins = ImmutableSortedDictionary<string, WorkerRole>.Empty.Add("a", WorkerRole.Decode).Add("b", WorkerRole.Decode).Add("nobody", WorkerRole.Decode);
        _state = OrderRules.Pin(_state, new PoolPolicy { Pinned = pins });
        Assert.Equal([(WorkerRole.Decode, 2L), (WorkerRole.Prefill, 1L)], _state.Members.Values.Select(m => (m.Role, m.Epoch)));
    }

    private IEnumerable<string> Parked => ParkedAfter(_state);

    private static IEnumerable<string> ParkedAfter(MembershipState state) => state.Members.Where(m => m.Value.Parked).Select(m => m.Key);

    private static PoolPolicy Budget(int workers) => new() { Budget = new GpuBudget(workers, null, null) };

    private string? Shift(PoolPolicy policy, string worker, WorkerRole role) => OrderRules.RefuseShift(_state, policy, Find(worker), role, s_person);

    private Member Find(string worker) => _state.Find(new WorkerId(worker))!;

    private void Join(string worker, WorkerRole role, PoolPolicy? policy = null)
    {
        _state = MembershipPolicy.Renew(_state, Pool.NewLife(worker, role), default, Pool.Options).State;
        if (policy is not null) _state = BudgetRules.Admit(_state, policy, new WorkerId(worker));
    }
}
