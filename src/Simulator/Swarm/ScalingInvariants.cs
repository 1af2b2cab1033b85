using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Scaling;
using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Swarm;

/// <summary>What a pool with its autoscaler may never do, whatever it sees: use more workers than its budget, shift a worker within its dwell time, go one way and back within it, shift more at once than allowed, break a limit that held.</summary>
internal sealed class ScalingInvariants(FleetRun run, FleetOptions options)
{
    private readonly Dictionary<string, TimeSpan> _shifted = [];
    private (bool ToPrefill, TimeSpan At)? _direction;
    private ScalingDecision? _seen;

    public void Check()
    {
        var budget = options.Policy.Budget.Workers ?? int.MaxValue;
        if (run.Workers.Count(w => w.IsAlive && (!w.IsParked || w.Holding + w.Waiting.Count > 0)) is var busy && busy > budget) throw new SwarmException($"{busy} workers are busy, the budget is {budget}");
        if (run.Autoscaler?.Last is not { } decision || decision == _seen) return;
        _seen = decision;
        if (decision.Reason.Length == 0) throw new SwarmException("a decision has no reason");
        if (decision.Shifts.IsEmpty) return;
        var now = TimeSpan.FromSeconds(run.Now);
        var after = Counts();
        var before = decision.Shifts.Aggregate(after, static (counts, shift) => counts.With(shift.To, -1).With(shift.From, 1));
        foreach (var shift in decision.Shifts) Shifted(shift, now);
        Limits(before, after);
        var most = options.Policy.MaxShiftsPerTick ?? Math.Max(1, after.All / 4);
        if (run.Workers.Count(w => w is { IsAlive: true, IsParked: false } && w.IsShifting(run.Now)) is var many && many > most) throw new SwarmException($"{many} workers change their roles at once, {most} may");
        foreach (var shift in decision.Shifts) Turned(shift, now);
    }

    private RoleCounts Counts() => run.Workers.Where(w => w.IsAlive).Where(w => !w.IsParked).Aggregate(default(RoleCounts), static (counts, worker) => counts.With(worker.Role, 1));

    private void Shifted(RoleShift shift, TimeSpan now)
    {
        if (shift.From == shift.To) throw new SwarmException($"{shift.Worker} is shifted to the role that it has");
        if (_shifted.TryGetValue(shift.Worker.Value, out var last) && now - last < options.Policy.Dwell) throw new SwarmException($"{shift.Worker} is shifted again after {(now - last).TotalSeconds} s");
        _shifted[shift.Worker.Value] = now;
    }

    // Into mixed serving and out of it is another matter.
    private void Turned(RoleShift shift, TimeSpan now)
    {
        if (shift.From == WorkerRole.Mixed || shift.To == WorkerRole.Mixed) return;
        var toPrefill = shift.To == WorkerRole.Prefill;
        if (_direction is var (way, at) && way != toPrefill && now - at < options.Policy.Dwell) throw new SwarmException($"the pool went the other way {(now - at).TotalSeconds} s ago");
        _direction = (toPrefill, now);
    }

    private void Limits(RoleCounts before, RoleCounts after)
    {
        foreach (var role in Enum.GetValues<WorkerRole>())
        {
            var (limits, was, is_) = (options.Policy.Limits(role), before.Of(role), after.Of(role));
            if (is_ < limits.Min && is_ < was) throw new SwarmException($"{is_} {role} workers are left of {was}, {limits.Min} must be");
            if (is_ > limits.Max && is_ > was) throw new SwarmException($"there are {is_} {role} workers, there were {was}, {limits.Max} may be");
        }
    }
}
