using System.Globalization;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Orchestrator.Policies.Pools;

namespace Orchestrator.Grains.Pools;

/// <content>Orders and the policy: checked, stored, and only then in force.</content>
public sealed partial class GpuPoolGrain
{
    public Task<OrderAnswer> Shift(WorkerId worker, WorkerRole role, OrderSource source) => OrderAsync(worker, "role", source,
        member => OrderRules.RefuseShift(_state, InForce, member, role, source),
        state => source.IsManual ? MembershipPolicy.Hold(MembershipPolicy.Shift(state, worker, role), worker, true) : MembershipPolicy.Shift(state, worker, role));

    public Task<OrderAnswer> SetDrain(WorkerId worker, bool drain, OrderSource source) => OrderAsync(worker, drain ? "drain" : "resume", source,
        member => drain ? OrderRules.RefuseDrain(_state, InForce, member) : OrderRules.RefuseResume(_state, InForce, member),
        state => MembershipPolicy.SetDrain(state, worker, drain));

    public Task<OrderAnswer> Release(WorkerId worker, OrderSource source) => OrderAsync(worker, "release", source,
        _ => null,
        state => OrderRules.Pin(MembershipPolicy.Hold(state, worker, false), InForce));

    public Task<PolicyPreview> Preview(PoolPolicy policy)
    {
        var violations = PolicyRules.Violations(policy);
        var after = violations.Count > 0 ? _state : Under(policy, _state);
        var moved = after.Members.Values.Where(m => _state.Find(m.Status.Life.Worker)!.Role != m.Role);
        return Task.FromResult(new PolicyPreview(
            _durable.Stored.Policy, [.. violations], [.. PolicyDifference.Between(InForce, policy)],
            [.. moved.Select(m => new RoleShift(m.Status.Life.Worker, _state.Find(m.Status.Life.Worker)!.Role, m.Role, "pinned"))],
            [.. after.Members.Values.Where(m => m.Parked && !_state.Find(m.Status.Life.Worker)!.Parked).Select(m => m.Status.Life.Worker)]));
    }

    public async Task<PolicyAnswer> SetPolicy(PoolPolicy policy, long? basedOn, OrderSource source)
    {
        var before = _durable.Stored.Policy;
        if (PolicyRules.Violations(policy) is { Count: > 0 } violations) return new PolicyAnswer.Invalid([.. violations]);
        if (basedOn is { } version && version != before.Version) return new PolicyAnswer.Conflict(before);

        var now = time.GetUtcNow();
        var document = new PoolPolicyDocument(policy, before.Version + 1, now, source.By);
        var detail = string.Join(", ", PolicyDifference.Between(InForce, policy).Select(c => $"{c.Field}: {c.Before ?? "absent"} -> {c.After ?? "absent"}"));
        var audited = _durable.Audited(now, source, "policy", null, detail.Length == 0 ? "nothing differs" : detail, before.Version, document.Version);
        var failure = await _durable.TryStoreAsync(audited with { Policy = document, Workers = Under(policy, _state).Placements });
        EndIfOvertaken();
        if (failure is not null) return new PolicyAnswer.NotStored(failure);
        _journal.Add(now, PoolEventKind.PolicyChanged, null, null, document.Version, source.By);
        Change(Under(policy, _state), source.By);
        return new PolicyAnswer.Stored(document);
    }

    private static MembershipState Under(PoolPolicy policy, MembershipState state) => BudgetRules.Balance(OrderRules.Pin(state, policy), policy);

    private async Task<OrderAnswer> OrderAsync(WorkerId worker, string action, OrderSource source, Func<Member, string?> refuse, Func<MembershipState, MembershipState> apply)
    {
        if (_state.Find(worker) is not { } before) return new OrderAnswer.Unknown();
        if (refuse(before) is { } reason) return new OrderAnswer.Refused(reason);
        var ordered = apply(_state);
        if (ReferenceEquals(ordered, _state)) return new OrderAnswer.Ordered(ToRecord(before));

        var after = ordered.Find(worker)!;
        var next = _durable.Stored with { Workers = ordered.Placements };
        // The autoscaler keeps a log of its own.
        if (source.IsManual) next = _durable.Audited(time.GetUtcNow(), source, action, worker, Tell(before, after), before.Epoch, after.Epoch) with { Workers = ordered.Placements };
        var failure = await _durable.TryStoreAsync(next);
        EndIfOvertaken();
        if (failure is not null) return new OrderAnswer.NotStored(failure);
        // The worker has renewed its lease meanwhile, so the order is applied to what is now; and others may have taken its place in the budget.
        Change(BudgetRules.Park(apply(_state), InForce), source.By);
        return _state.Find(worker) is { } member ? new OrderAnswer.Ordered(ToRecord(member)) : new OrderAnswer.Unknown();
    }

    private static string Tell(Member before, Member after)
    {
        var told = new List<string>();
        if (before.Role != after.Role) told.Add(string.Create(CultureInfo.InvariantCulture, $"{before.Role} -> {after.Role}").ToLowerInvariant());
        if (before.Drain != after.Drain) told.Add(after.Drain ? "drains" : "serves again");
        if (before.Held != after.Held) told.Add(after.Held ? "held" : "released");
        return string.Join(", ", told);
    }
}
