using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Gateway.Admin;

/// <summary>A policy as JSON, with units in the names. What is written here can be sent back as it is.</summary>
internal static class PolicyJson
{
    public static JsonObject From(PoolPolicy policy) => new()
    {
        ["mode"] = EnumText.Of(policy.Mode),
        ["ttft_ms"] = policy.Ttft.TotalMilliseconds,
        ["tpot_ms"] = policy.Tpot.TotalMilliseconds,
        ["prefill"] = From(policy.Prefill),
        ["decode"] = From(policy.Decode),
        ["mixed"] = From(policy.Mixed),
        ["mixed_serving"] = EnumText.Of(policy.MixedServing),
        ["dwell_s"] = policy.Dwell.TotalSeconds,
        ["tick_s"] = policy.Tick.TotalSeconds,
        ["max_shifts_per_tick"] = policy.MaxShiftsPerTick,
        ["routing"] = policy.Routing,
        ["priorities"] = new JsonObject { ["default"] = policy.Priorities.Default, ["least"] = policy.Priorities.Least, ["most"] = policy.Priorities.Most },
        ["pinned"] = new JsonObject(policy.Pinned.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, EnumText.Of(p.Value)))),
        ["budget"] = new JsonObject { ["max_workers"] = policy.Budget.MaxWorkers, ["max_watts"] = policy.Budget.MaxWatts, ["watts_per_worker"] = policy.Budget.WattsPerWorker },
    };

    public static JsonArray From(IEnumerable<PolicyViolation> violations) =>
        new([.. violations.Select(v => new JsonObject { ["field"] = v.Field, ["message"] = v.Message })]);

    /// <summary>The answer to a dry run.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="preview">What the pool says.</param>
    /// <param name="violations">All that is wrong, by the pool and by the form of the JSON.</param>
    /// <param name="decision">What the autoscaler would do under the policy; null where it could not be set.</param>
    public static JsonObject From(string pool, PolicyPreview preview, IReadOnlyCollection<PolicyViolation> violations, ScalingRecord? decision) => new()
    {
        ["pool"] = pool,
        ["version"] = preview.Current.Version,
        ["valid"] = violations.Count == 0,
        ["violations"] = From(violations),
        ["changes"] = new JsonArray([.. preview.Changes.Select(c => new JsonObject { ["field"] = c.Field, ["before"] = c.Before, ["after"] = c.After })]),
        ["shifts"] = new JsonArray([.. preview.Shifts.Select(s => DecisionJson.Shift(s))]),
        ["parked"] = new JsonArray([.. preview.Parked.Select(w => JsonValue.Create(w.Value))]),
        ["autoscaler"] = decision is null ? null : DecisionJson.Inputs(decision),
    };

    private static JsonObject From(RoleLimits limits) => new() { ["min"] = limits.Min, ["max"] = limits.Max };
}
