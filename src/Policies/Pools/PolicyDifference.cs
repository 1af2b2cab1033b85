using System.Globalization;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Pools;

/// <summary>In which fields two policies differ.</summary>
public static class PolicyDifference
{
    /// <summary>The fields by their paths in JSON, in the order of the paths.</summary>
    public static IReadOnlyList<PolicyChange> Between(PoolPolicy before, PoolPolicy after)
    {
        var (old, now) = (Fields(before), Fields(after));
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(field => new PolicyChange(field, old.GetValueOrDefault(field), now.GetValueOrDefault(field)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static Dictionary<string, string> Fields(PoolPolicy policy)
    {
        var fields = new Dictionary<string, string>
        {
            ["ttft_ms"] = Text(policy.Ttft.TotalMilliseconds),
            ["tpot_ms"] = Text(policy.Tpot.TotalMilliseconds),
            ["mode"] = Name(policy.Mode),
            ["dwell_s"] = Text(policy.Dwell.TotalSeconds),
            ["max_shifts_per_tick"] = Text(policy.MaxShiftsPerTick),
            ["tick_s"] = Text(policy.Tick.TotalSeconds),
            ["mixed_serving"] = Name(policy.MixedServing),
            ["routing"] = policy.Routing ?? "null",
            ["priorities.default"] = Text(policy.Priorities.Default),
            ["priorities.least"] = Text(policy.Priorities.Least),
            ["priorities.most"] = Text(policy.Priorities.Most),
            ["budget.max_workers"] = Text(policy.Budget.MaxWorkers),
            ["budget.max_watts"] = Text(policy.Budget.MaxWatts),
            ["budget.watts_per_worker"] = Text(policy.Budget.WattsPerWorker),
        };
        foreach (var role in Enum.GetValues<WorkerRole>())
        {
            fields[$"{Name(role)}.min"] = Text(policy.Limits(role).Min);
            fields[$"{Name(role)}.max"] = Text(policy.Limits(role).Max);
        }
        foreach (var (worker, role) in policy.Pinned) fields[$"pinned.{worker}"] = Name(role);
        return fields;
    }

    private static string Text(double? value) => value is { } number ? number.ToString("0.###", CultureInfo.InvariantCulture) : "null";

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
