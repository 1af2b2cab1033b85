using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Policies.Pools;

/// <summary>Which orders to a worker a pool's policy allows. Workers that do not serve (lost, draining, parked) count for no limit.</summary>
public static class OrderRules
{
    /// <summary>Why the worker may not be shifted; null when it may. A person may move what is held or pinned, nobody may break the limits.</summary>
    public static string? RefuseShift(MembershipState state, PoolPolicy policy, Member member, WorkerRole role, OrderSource source)
    {
        var id = member.Status.Life.Worker;
        if (!source.IsManual && member.Held) return $"worker {id} is held in role {Name(member.Role)} by a manual order";
        if (!source.IsManual && policy.Pinned.TryGetValue(id.Value, out var pin) && pin != role) return $"worker {id} is pinned to role {Name(pin)}";
        if (member.Role == role) return null;
        if (!source.IsManual && role == WorkerRole.Mixed && policy.MixedServing == MixedServing.Never) return "the policy allows no mixed serving";
        if (!member.Serves) return null;
        return RefuseLeaving(state, policy, member) ?? RefuseTaking(state, policy, role, id);
    }

    /// <summary>Why the worker may not be drained; null when it may.</summary>
    public static string? RefuseDrain(MembershipState state, PoolPolicy policy, Member member) => member.Serves ? RefuseLeaving(state, policy, member) : null;

    /// <summary>Why the worker may not serve again; null when it may.</summary>
    public static string? RefuseResume(MembershipState state, PoolPolicy policy, Member member)
    {
        if (member is { Drain: false } or { Lost: true }) return null;
        var busy = state.Members.Values.Count(m => m.IsBusy && m.Status.Life != member.Status.Life);
        if (policy.Budget.Workers is { } most && busy + 1 > most)
            return $"worker {member.Status.Life.Worker} would be number {busy + 1} that serves; the policy's budget is {most}";
        return RefuseTaking(state, policy, member.Role, member.Status.Life.Worker);
    }

    /// <summary>Orders pinned workers that nobody holds into their roles.</summary>
    public static MembershipState Pin(MembershipState state, PoolPolicy policy)
    {
        foreach (var (name, role) in policy.Pinned)
        {
            if (state.Find(new WorkerId(name)) is { Held: false } member && member.Role != role)
                state = MembershipPolicy.Shift(state, member.Status.Life.Worker, role);
        }
        return state;
    }

    /// <summary>Workers that serve with this desired role.</summary>
    public static int Count(MembershipState state, WorkerRole role) => state.Members.Values.Count(m => m.Serves && m.Role == role);

    private static string? RefuseLeaving(MembershipState state, PoolPolicy policy, Member member) =>
        Count(state, member.Role) is var count && count - 1 < policy.Limits(member.Role).Min
            ? $"worker {member.Status.Life.Worker} is one of {count} {Name(member.Role)} workers; the policy's minimum is {policy.Limits(member.Role).Min}"
            : null;

    private static string? RefuseTaking(MembershipState state, PoolPolicy policy, WorkerRole role, WorkerId worker) =>
        policy.Limits(role).Max is { } most && Count(state, role) is var count && count + 1 > most
            ? $"with worker {worker} there would be {count + 1} {Name(role)} workers; the policy's maximum is {most}"
            : null;

    private static string Name(WorkerRole role) => role.ToString().ToLowerInvariant();
}
