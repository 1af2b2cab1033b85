using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Policies.Scaling;

/// <summary>
/// Decides which workers of a pool prefill, which decode and which do both. It is fed with demand, not with latencies: what arrives, in workers that it
/// would keep busy, over a time as long as its noise asks for. Roles follow when the busiest workers would be less busy by more than a tenth.
/// </summary>
public static class ScalingPolicy
{
    // Another split pays when the busiest workers are busier by this part; less thrashes, more lags.
    private const double Hysteresis = 0.1;

    // Prefill and decode are kept apart when that pays by this part: sides that must fit the demand are a risk that workers which do both have not.
    private const double Apart = 0.08;

    // And no longer when doing both pays by this part.
    private const double Together = 0.01;

    // Workers that do both are left alone until they are so busy, and called for when they would be no busier than this.
    private const double Busy = 0.92, Calm = 0.75;

    // Workers that are no busier than this have nothing to gain.
    private const double Relaxed = 0.5;

    // Fewer requests and answers than these are no demand.
    private const double LeastPrompts = 8;
    private const double LeastAnswers = 8;

    // Seconds in which what waits should be served as well.
    private const double BacklogSeconds = 5;

    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(60);

    // A change that takes longer must have this many times its own time to pay.
    private static readonly TimeSpan s_shortShift = TimeSpan.FromSeconds(5);

    /// <summary>Decides what to do now.</summary>
    /// <param name="state">As the last decision left it; <see cref="ScalingState.Empty"/> at first.</param>
    /// <param name="observation">What happened since.</param>
    /// <param name="policy">What may be done; its budget, its pinned workers and its mode are the caller's.</param>
    /// <param name="now">Not before the last decision's.</param>
    public static (ScalingState State, ScalingDecision Decision) Next(ScalingState state, ScalingObservation observation, PoolPolicy policy, TimeSpan now)
    {
        state = Prune(Note(state, observation.Demand, now), observation, now, policy);
        if (observation.Workers.Length == 0) return (state, Stay(ScalingVerdict.Unknown, "no worker serves", default));
        policy = Arrangements.Reachable(policy, observation.Workers);
        var current = Arrangements.Count(observation.Workers);
        if (policy.MixedServing == MixedServing.Always && Arrangements.AllMixed(current, policy) is var all && all != current)
            return Shift(state with { ServesMixed = true, ServesSince = now }, observation, policy, default, current, all, now, $"every worker is to do both: {current} -> {all}");
        var known = state.Window.Parts.Aggregate(default(DemandSample), static (sum, part) => sum + part.Demand);
        var (mix, seconds, age) = state.Window.Estimate();
        if (known.Prompts == 0) return (state, Stay(ScalingVerdict.Unknown, "nothing has come", default));
        if (state.Window.Parts.Sum(p => p.Seconds) < DemandWindow.Shortest) return (state, Stay(ScalingVerdict.Unknown, "too little time has passed to go by", default));
        if (known.Prompts < LeastPrompts || known.Answers < LeastAnswers || mix.IsEmpty)
            return (state, Stay(ScalingVerdict.Unknown, Text($"{known.Prompts} requests and {known.Answers} answers are too few to go by"), default));

        var pressure = Pressure(mix, observation, policy);
        var split = Arrangements.BestSplit(pressure, current, policy);
        var together = Arrangements.AllMixed(current, policy);
        var (mixedPressure, splitPressure) = (pressure.Of(together), pressure.Of(split));
        state = Settle(state, policy, current, mixedPressure, splitPressure, now);
        var wanted = state.ServesMixed == true ? together : split;
        var figures = new ScalingFigures
        {
            PerSecond = mix.PerSecond,
            PromptTokens = mix.PromptTokens,
            AnswerTokens = mix.AnswerTokens,
            WindowSeconds = seconds,
            DemandAge = age,
            Prefill = pressure.Prefill,
            Decode = pressure.Decode,
            Ingress = pressure.Ingress,
            Mixed = pressure.Mixed,
            MixedPressure = mixedPressure,
            SplitPressure = splitPressure,
            Pressure = pressure.Of(current),
            PressureAfter = pressure.Of(wanted),
        };
        if (WhyNot(state, figures, current, wanted, observation, policy, now) is var (verdict, why)) return (state, Stay(verdict, why, figures));
        return Shift(state, observation, policy, figures, current, wanted, now, Text(
            $"prompts ask for {figures.Prefill:0.0} workers and answers for {figures.Decode:0.0}, or both for {figures.Mixed:0.0} mixed ones: {current} -> {wanted}, {figures.Pressure:0.00} -> {figures.PressureAfter:0.00} of the busiest workers' time"));
    }

    /// <summary>Takes notice of what came, where nothing can be decided yet.</summary>
    /// <param name="state">As it was.</param>
    /// <param name="demand">Since then.</param>
    /// <param name="now">Not before the last notice.</param>
    public static ScalingState Note(ScalingState state, in DemandSample demand, TimeSpan now) => state with
    {
        Window = state.Observed is { } before && now > before ? state.Window.With((now - before).TotalSeconds, demand) : state.Window,
        Observed = now,
    };

    private static ScalingDecision Stay(ScalingVerdict verdict, string reason, ScalingFigures figures) => new(verdict, [], reason, figures with { PressureAfter = figures.Pressure });

    // Workers that are gone need not be remembered, nor shifts whose time is over.
    private static ScalingState Prune(ScalingState state, ScalingObservation observation, TimeSpan now, PoolPolicy policy)
    {
        var over = state.Shifted.Where(s => now - s.Value >= policy.Dwell && observation.Workers.All(w => w.Id.Value != s.Key)).Select(s => s.Key).ToList();
        return over.Count == 0 ? state : state with { Shifted = state.Shifted.RemoveRange(over) };
    }

    private static PoolPressure Pressure(RequestMix mix, ScalingObservation observation, PoolPolicy policy)
    {
        var load = new ServingLoad(observation.Capability, policy.Tpot.TotalSeconds);
        var backlog = mix with { PerSecond = observation.WaitingPromptTokens / mix.PromptTokens / BacklogSeconds };
        var homeless = mix with { PerSecond = observation.WaitingAnswers / BacklogSeconds };
        var (prefill, decode) = (load.Prefill(mix), load.Decode(mix));
        var (more, longer) = (load.Prefill(backlog), load.Decode(homeless));
        // What waits is served by workers that do both as what comes is.
        var together = load.Mixed(mix) * (prefill + decode + more + longer) / (prefill + decode);
        return new PoolPressure(prefill + more, decode + longer, load.Ingress(mix), together);
    }

    private static ScalingState Settle(ScalingState state, PoolPolicy policy, RoleCounts current, double mixed, double split, TimeSpan now)
    {
        if (policy.MixedServing == MixedServing.Always || current.All < 2) return state.ServesMixed == true ? state : state with { ServesMixed = true, ServesSince = now };
        if (policy.MixedServing == MixedServing.Never) return state.ServesMixed == false ? state : state with { ServesMixed = false, ServesSince = now };
        var serves = state.ServesMixed ?? current.Mixed > current.All / 2;
        var better = serves ? mixed > Busy && split < (1 - Apart) * mixed : mixed < Calm || mixed < (1 - Together) * split;
        if (state.ServesMixed is null) return state with { ServesMixed = better ? !serves : serves, ServesSince = now };
        if (!better) return state with { OtherBetterSince = null };
        var since = state.OtherBetterSince ?? now;
        // To change too late costs answers where there is too much to do, and little elsewhere.
        var isPressing = serves || (split > Busy && mixed < (1 - Apart) * split);
        if (now - state.ServesSince < policy.Dwell || now - since < (isPressing ? TimeSpan.Zero : s_calm)) return state with { OtherBetterSince = since };
        return state with { ServesMixed = !serves, ServesSince = now, OtherBetterSince = null };
    }

    private static (ScalingVerdict, string)? WhyNot(
        ScalingState state, ScalingFigures figures, RoleCounts current, RoleCounts wanted, ScalingObservation observation, PoolPolicy policy, TimeSpan now)
    {
        if (current == wanted) return (ScalingVerdict.Fits, Text($"{current} is best: {figures.Pressure:0.00} of the busiest workers' time"));
        if (figures.Pressure <= Relaxed) return (ScalingVerdict.Idle, Text($"{wanted} would be better than {current}, and no worker is busy for more than {figures.Pressure:0.00} of its time"));
        // What was begun is brought to its end: a pool that is half one thing and half the other has the weaknesses of both.
        if (current.Mixed == wanted.Mixed && figures.Pressure <= (1 + Hysteresis) * figures.PressureAfter)
            return (ScalingVerdict.Fits, Text($"{current} keeps the busiest workers busy for {figures.Pressure:0.00} of their time, {wanted} for {figures.PressureAfter:0.00}: too little to gain"));
        if (current.Mixed == wanted.Mixed && state.LastShift is { } last && now - last < policy.Dwell && wanted.Prefill > current.Prefill != state.LastToPrefill)
            return (ScalingVerdict.Waits, Text($"{wanted} would be better than {current}, and the pool went the other way {(now - last).TotalSeconds:0} s ago"));
        if (observation.ShiftTime <= s_shortShift) return null;
        // What was so for a time is taken to stay so for as long: it must pay for the workers that are missing meanwhile.
        var shifts = (Math.Abs(wanted.Prefill - current.Prefill) + Math.Abs(wanted.Decode - current.Decode) + Math.Abs(wanted.Mixed - current.Mixed)) / 2;
        var cost = shifts * observation.ShiftTime.TotalSeconds / current.All;
        var pays = (figures.Pressure - figures.PressureAfter) * (figures.DemandAge - observation.ShiftTime.TotalSeconds);
        return pays >= cost ? null : (ScalingVerdict.TooDear, Text($"{wanted} would be better than {current}, and {shifts} shifts of {observation.ShiftTime.TotalSeconds:0} s do not pay: the demand has been so for {figures.DemandAge:0} s"));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static (ScalingState State, ScalingDecision Decision) Shift(
        ScalingState state, ScalingObservation observation, PoolPolicy policy, ScalingFigures figures, RoleCounts current, RoleCounts wanted, TimeSpan now, string reason)
    {
        var most = policy.MaxShiftsPerTick ?? Math.Max(1, current.All / 4);
        most -= observation.Workers.Count(w => w.IsShifting);
        var movable = observation.Workers.Where(w => !w.IsFixed && !w.IsShifting && !(state.Shifted.TryGetValue(w.Id.Value, out var at) && now - at < policy.Dwell)).ToList();
        var shifts = ImmutableArray.CreateBuilder<RoleShift>();
        var counts = current;
        while (shifts.Count < most && Wanting(counts, wanted) is { } to)
        {
            // Whoever has least to give up, of a role that has too many.
            var from = movable.Where(w => !IsReversal(state, w.Role, to, policy, now) && counts.Of(w.Role) > Math.Max(wanted.Of(w.Role), policy.Limits(w.Role).Min)).ToList();
            if (from.Count == 0) break;
            var least = from.MinBy(w => (w.PromptTokens * (to == WorkerRole.Decode ? 1 : 0) + w.AnswerContext * (to == WorkerRole.Prefill ? 1 : 0), w.Id.Value));
            movable.Remove(least);
            shifts.Add(new RoleShift(least.Id, least.Role, to, reason));
            counts = counts.With(least.Role, -1).With(to, 1);
        }
        if (shifts.Count == 0) return (state, Stay(ScalingVerdict.Waits, $"{wanted} would be better than {current}, and nobody may be shifted now", figures));
        state = state with { Shifted = state.Shifted.SetItems(shifts.Select(s => KeyValuePair.Create(s.Worker.Value, now))) };
        if (shifts.FirstOrDefault(static s => s.From != WorkerRole.Mixed && s.To != WorkerRole.Mixed) is { Worker.Value: not null } direct)
            state = state with { LastShift = now, LastToPrefill = direct.To == WorkerRole.Prefill };
        return (state, new ScalingDecision(ScalingVerdict.Shifts, shifts.ToImmutable(), reason, figures));
    }

    // Between the two sides; into mixed serving and out of it the workers' own dwell time holds.
    private static bool IsReversal(ScalingState state, WorkerRole from, WorkerRole to, PoolPolicy policy, TimeSpan now) =>
        from != WorkerRole.Mixed && to != WorkerRole.Mixed && state.LastShift is { } last && now - last < policy.Dwell && to == WorkerRole.Prefill != state.LastToPrefill;

    private static WorkerRole? Wanting(RoleCounts counts, RoleCounts wanted)
    {
        // The role that has the least of what it is to have, so that neither side is left without.
        WorkerRole? role = null;
        var least = 1.0;
        foreach (var other in (ReadOnlySpan<WorkerRole>)[WorkerRole.Decode, WorkerRole.Prefill, WorkerRole.Mixed])
        {
            if (wanted.Of(other) > counts.Of(other) && (double)counts.Of(other) / wanted.Of(other) is var has && has < least) (role, least) = (other, has);
        }
        return role;
    }
}
