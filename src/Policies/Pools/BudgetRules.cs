using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Policies.Pools;

/// <summary>
/// Keeps a pool within its budget by parking workers: they stay members and drain. Whoever still finishes its work counts, so that the budget
/// is not exceeded while workers take turns.
/// </summary>
public static class BudgetRules
{
    /// <summary>Parks a worker that has just come, or come back, when the others use up the budget.</summary>
    public static MembershipState Admit(MembershipState state, PoolPolicy policy, WorkerId worker)
    {
        if (state.Find(worker) is not { Serves: true } member || policy.Budget.Workers is not { } most) return state;
        return state.Members.Values.Count(m => m.IsBusy) > most ? state.With(member with { Parked = true }) : state;
    }

    /// <summary>Parks those that are too many, as after a change of the policy.</summary>
    public static MembershipState Park(MembershipState state, PoolPolicy policy)
    {
        var most = policy.Budget.Workers ?? int.MaxValue;
        while (state.Members.Values.Count(m => m.Serves) > most && Surplus(state, policy) is { } surplus) state = state.With(surplus with { Parked = true });
        return state;
    }

    /// <summary>Parks those that are too many, and lets parked workers serve where there is room.</summary>
    public static MembershipState Balance(MembershipState state, PoolPolicy policy)
    {
        var most = policy.Budget.Workers ?? int.MaxValue;
        state = Park(state, policy);
        var busy = state.Members.Values.Count(m => m.IsBusy);
        foreach (var member in state.Members.Values)
        {
            // One that is parked and still works is counted already.
            var after = member.IsBusy ? busy : busy + 1;
            if (!member.Parked || member.Lost || member.Drain || after > most) continue;
            busy = after;
            state = state.With(member with { Parked = false });
        }
        return state;
    }

    // Whoever nobody has asked for by name, of the role that has most above its minimum; of equals the last by name.
    private static Member? Surplus(MembershipState state, PoolPolicy policy) => state.Members.Values
        .Where(m => m.Serves)
        .OrderBy(m => m.Held || policy.Pinned.ContainsKey(m.Status.Life.Worker.Value))
        .ThenByDescending(m => OrderRules.Count(state, m.Role) - policy.Limits(m.Role).Min)
        .ThenByDescending(m => m.Status.Life.Worker.Value, StringComparer.Ordinal)
        .FirstOrDefault();
}
