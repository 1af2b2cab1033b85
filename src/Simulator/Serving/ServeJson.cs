using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Serving;

/// <summary>A run's figures as one JSON object.</summary>
internal static class ServeJson
{
    private static readonly int[] s_percentiles = [50, 90, 95, 99];

    public static JsonObject From(FleetScores scores, RoleMode mode, FleetOptions options, ServiceLevel level, int seed)
    {
        var workload = scores.Workload;
        var minutes = level.ByMinute(scores).Where(m => !double.IsNaN(m)).DefaultIfEmpty(double.NaN).ToList();
        var kept = level.Kept(scores);
        var devices = options.Workers * options.Cost.Plan.Devices;
        var busy = Math.Min(scores.BusySeconds, scores.Seconds * options.Workers);
        var joules = new Energy(options.Cost.Hardware, options.Cost.Plan.Devices).Joules(busy, scores.Seconds * options.Workers - busy);
        var json = new JsonObject
        {
            ["workload"] = workload.Name,
            ["mode"] = ModeNames.Of(mode),
            ["routing"] = RuleNames.Of(options.Routing.Rule),
            ["hardware"] = options.Cost.Hardware.Name,
            ["model"] = options.Cost.Shape.Name,
            ["gpus"] = devices,
            ["workers"] = options.Workers,
            ["kv_tokens_per_worker"] = options.KvTokens,
            ["seed"] = seed,
            ["requests"] = workload.Arrivals.Count,
            ["answered"] = scores.Answered,
            ["shed_fraction"] = Round((double)scores.TurnedAway / Math.Max(1, workload.Arrivals.Count), 5),
            ["offered_seconds"] = Round(workload.Seconds, 3),
            ["offered_load"] = Round(scores.OfferedLoad, 4),
            ["seconds"] = Round(scores.Seconds, 3),
            ["attainment"] = Round(level.Attainment(scores), 5),
            ["worst_minute"] = Round(minutes.Min(), 5),
            ["attainment_by_minute"] = new JsonArray([.. level.ByMinute(scores).Select(m => Round(m, 4))]),
            ["goodput_per_second"] = Round(kept.Count(k => k) / workload.Seconds, 4),
            ["tokens_per_second_per_gpu"] = Round(scores.AnswerTokens / scores.Seconds / devices, 2),
            ["tokens_per_second_per_megawatt"] = Round(scores.AnswerTokens / (joules / 1e6), 1),
            ["cached_share"] = Round(scores.PromptTokens == 0 ? 0 : (double)scores.CachedTokens / scores.PromptTokens, 5),
            ["copied_from_host_gigabytes"] = Round(scores.CopiedBlocks * options.BlockTokens * options.Cost.Shape.KvBytesPerToken / 1e9, 3),
            ["busy_share"] = Round(busy / (scores.Seconds * options.Workers), 4),
            ["role_shifts"] = scores.Shifts,
            ["failures"] = scores.Failures,
            ["preemptions"] = scores.Preemptions,
            ["transferred_gigabytes"] = Round(scores.TransferredBytes / 1e9, 3),
            ["gpu_seconds_prefill"] = Round(scores.SecondsIn(WorkerRole.Prefill) * options.Cost.Plan.Devices, 1),
            ["gpu_seconds_decode"] = Round(scores.SecondsIn(WorkerRole.Decode) * options.Cost.Plan.Devices, 1),
            ["gpu_seconds_mixed"] = Round(scores.SecondsIn(WorkerRole.Mixed) * options.Cost.Plan.Devices, 1),
        };
        Add(json, "ttft", scores.FirstToken);
        Add(json, "tpot", scores.PerToken);
        Add(json, "e2e", scores.Whole);
        foreach (var percentile in s_percentiles) json[$"itl_p{percentile}_seconds"] = Round(scores.Gaps.Percentile(percentile / 100.0), 5);
        return json;
    }

    private static void Add(JsonObject json, string name, IReadOnlyList<double> times)
    {
        var sorted = times.Where(t => !double.IsNaN(t)).Order().ToList();
        foreach (var percentile in s_percentiles)
            json[$"{name}_p{percentile}_seconds"] = sorted.Count == 0 ? null : Round(sorted[(int)Math.Ceiling(sorted.Count * percentile / 100.0) - 1], 5);
        json[$"{name}_mean_seconds"] = sorted.Count == 0 ? null : Round(sorted.Average(), 5);
    }

    private static JsonNode? Round(double value, int digits) => double.IsFinite(value) ? Math.Round(value, digits) : null;
}
