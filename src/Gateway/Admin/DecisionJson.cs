using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Gateway.Admin;

/// <summary>The autoscaler's decisions as the admin API shows them.</summary>
internal static class DecisionJson
{
    public static JsonObject From(string pool, ScalingRecord record)
    {
        var json = Inputs(record);
        json.Insert(0, "pool", pool);
        json.Insert(1, "number", record.Number);
        json.Insert(2, "at", record.At.ToString("O"));
        json["outcome"] = record.Outcome is { } outcome ? Outcome(outcome) : null;
        return json;
    }

    /// <summary>A decision without its place in the log.</summary>
    public static JsonObject Inputs(ScalingRecord record) => new()
    {
        ["mode"] = EnumText.Of(record.Mode),
        ["verdict"] = EnumText.Of(record.Verdict),
        ["reason"] = record.Reason,
        ["roles"] = new JsonObject { ["prefill"] = record.Roles.Prefill, ["decode"] = record.Roles.Decode, ["mixed"] = record.Roles.Mixed },
        ["shifts"] = new JsonArray([.. record.Shifts.Select(s => Shift(s, record.Refused.GetValueOrDefault(s.Worker.Value)))]),
        ["inputs"] = new JsonObject
        {
            ["requests_per_second"] = Number(record.Figures.PerSecond),
            ["prompt_tokens"] = Number(record.Figures.PromptTokens),
            ["answer_tokens"] = Number(record.Figures.AnswerTokens),
            ["window_s"] = Number(record.Figures.WindowSeconds),
            ["demand_age_s"] = Number(record.Figures.DemandAge),
            ["prefill_workers"] = Number(record.Figures.Prefill),
            ["decode_workers"] = Number(record.Figures.Decode),
            ["link_workers"] = Number(record.Figures.Ingress),
            ["mixed_workers"] = Number(record.Figures.Mixed),
        },
        ["pressure"] = new JsonObject
        {
            ["doing_nothing"] = Number(record.Figures.Pressure),
            ["decided"] = Number(record.Figures.PressureAfter),
            ["best_split"] = Number(record.Figures.SplitPressure),
            ["all_mixed"] = Number(record.Figures.MixedPressure),
        },
    };

    public static JsonObject Shift(RoleShift shift, string? refused = null)
    {
        var json = new JsonObject { ["worker"] = shift.Worker.Value, ["from"] = EnumText.Of(shift.From), ["to"] = EnumText.Of(shift.To), ["reason"] = shift.Reason };
        if (refused is not null) json["refused"] = refused;
        return json;
    }

    private static JsonObject Outcome(ScalingOutcome outcome) => new()
    {
        ["after_s"] = Number(outcome.After.TotalSeconds),
        ["pressure_with_old_roles"] = Number(outcome.PressureWithout),
        ["pressure"] = Number(outcome.Pressure),
        ["helped"] = outcome.Helped,
        ["longest_shift_s"] = outcome.LongestShift is { } longest ? Number(longest.TotalSeconds) : null,
    };

    // A side without workers is infinitely busy, for which JSON has no number.
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 4)) : null;
}
