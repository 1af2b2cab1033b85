using System.Globalization;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Policies.Pools;

/// <summary>What makes a policy valid. A policy is taken as a whole or not at all.</summary>
public static class PolicyRules
{
    private const int MostWorkers = 4096;
    private const int LongestName = 256;

    /// <summary>Every violation, by the order of the fields; empty for a valid policy. Fields are named as in JSON.</summary>
    public static IReadOnlyList<PolicyViolation> Violations(PoolPolicy policy)
    {
        var found = new List<PolicyViolation>();
        Between(found, "ttft_ms", policy.Ttft.TotalMilliseconds, 1, 600_000);
        Between(found, "tpot_ms", policy.Tpot.TotalMilliseconds, 0.1, 60_000);
        Between(found, "tick_s", policy.Tick.TotalSeconds, 1, 5);
        Between(found, "dwell_s", policy.Dwell.TotalSeconds, 0, 86_400);
        if (policy.MaxShiftsPerTick is { } shifts) Between(found, "max_shifts_per_tick", shifts, 1, MostWorkers);
        foreach (var role in Enum.GetValues<WorkerRole>()) CheckLimits(found, Name(role), policy.Limits(role));
        if (policy.Routing is { } rule && !RuleNames.All.Contains(rule)) found.Add(new("routing", $"routing is \"{rule}\"; it must be null or one of {string.Join(", ", RuleNames.All)}"));
        CheckPriorities(found, policy.Priorities);
        CheckBudget(found, policy);
        CheckPins(found, policy);
        CheckMixed(found, policy);
        return found;
    }

    private static void CheckLimits(List<PolicyViolation> found, string role, RoleLimits limits)
    {
        Between(found, $"{role}.min", limits.Min, 0, MostWorkers);
        if (limits.Max is not { } max) return;
        Between(found, $"{role}.max", max, 0, MostWorkers);
        if (limits.Min > max) found.Add(new($"{role}.min", $"{role}.min is {limits.Min}, more than {role}.max, which is {max}"));
    }

    private static void CheckPriorities(List<PolicyViolation> found, PriorityRange range)
    {
        Between(found, "priorities.least", range.Least, -PriorityRange.Limit, PriorityRange.Limit);
        Between(found, "priorities.most", range.Most, -PriorityRange.Limit, PriorityRange.Limit);
        if (range.Least > range.Most) found.Add(new("priorities.least", $"priorities.least is {range.Least}, more than priorities.most, which is {range.Most}"));
        else Between(found, "priorities.default", range.Default, range.Least, range.Most);
    }

    private static void CheckBudget(List<PolicyViolation> found, PoolPolicy policy)
    {
        var budget = policy.Budget;
        if (budget.MaxWorkers is { } workers) Between(found, "budget.max_workers", workers, 1, MostWorkers);
        if (budget.WattsPerWorker is { } each) Between(found, "budget.watts_per_worker", each, 1, 100_000);
        if (budget.MaxWatts is { } watts)
        {
            Between(found, "budget.max_watts", watts, 1, 1e9);
            if (budget.WattsPerWorker is null) found.Add(new("budget.watts_per_worker", "budget.watts_per_worker is missing; budget.max_watts needs it"));
            else if (budget.WattsPerWorker > watts) found.Add(new("budget.max_watts", $"budget.max_watts is {Text(watts)}, not enough for one worker of {Text(budget.WattsPerWorker.Value)} W"));
        }
        var least = (long)policy.Prefill.Min + policy.Decode.Min + policy.Mixed.Min;
        if (budget.Workers is { } most && most > 0 && least > most) found.Add(new("budget", $"the minima of all roles are {least} workers together; the budget is {most}"));
    }

    private static void CheckPins(List<PolicyViolation> found, PoolPolicy policy)
    {
        if (policy.Pinned.Count > MostWorkers) found.Add(new("pinned", $"pinned has {policy.Pinned.Count} workers; it may have {MostWorkers}"));
        foreach (var (worker, _) in policy.Pinned)
            if (worker.Length is 0 or > LongestName) found.Add(new("pinned", $"a pinned worker's id has {worker.Length} characters; it must have 1 to {LongestName}"));
        foreach (var role in Enum.GetValues<WorkerRole>())
        {
            var pinned = policy.Pinned.Values.Count(r => r == role);
            if (policy.Limits(role).Max is { } max && pinned > max) found.Add(new("pinned", $"pinned has {pinned} {Name(role)} workers; {Name(role)}.max is {max}"));
        }
    }

    private static void CheckMixed(List<PolicyViolation> found, PoolPolicy policy)
    {
        if (policy.MixedServing == MixedServing.Never)
        {
            if (policy.Mixed.Min > 0) found.Add(new("mixed.min", $"mixed.min is {policy.Mixed.Min}, but mixed_serving is never"));
            foreach (var (worker, role) in policy.Pinned)
                if (role == WorkerRole.Mixed) found.Add(new("pinned." + worker, $"worker {worker} is pinned to mixed, but mixed_serving is never"));
        }
        else if (policy.MixedServing == MixedServing.Always)
        {
            foreach (var role in new[] { WorkerRole.Prefill, WorkerRole.Decode })
            {
                var pinned = policy.Pinned.Values.Count(r => r == role);
                if (policy.Limits(role).Min > pinned)
                    found.Add(new($"{Name(role)}.min", $"{Name(role)}.min is {policy.Limits(role).Min}, but mixed_serving is always and only {pinned} workers are pinned to {Name(role)}"));
            }
        }
    }

    // Not a number is outside of everything.
    private static void Between(List<PolicyViolation> found, string field, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) found.Add(new(field, $"{field} is {Text(value)}; it must be between {Text(least)} and {Text(most)}"));
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Name(WorkerRole role) => role.ToString().ToLowerInvariant();
}
