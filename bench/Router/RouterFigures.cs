using System.Text.Json.Nodes;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>All figures of one run, as they are printed.</summary>
internal sealed class RouterFigures
{
    public KvIndexSize Index { get; set; }

    /// <summary>By how much the silo's managed heap grew when the index was filled.</summary>
    public long IndexBytes { get; set; }

    public Metered<int> Idle { get; set; } = null!;

    public Metered<LoadResult> AtRate { get; set; } = null!;

    public Metered<LoadResult> Saturated { get; set; } = null!;

    /// <summary>By how much the silo's managed heap grew with the requests of <see cref="Saturated"/>, which it remembers for some minutes.</summary>
    public long RequestBytes { get; set; }

    public Metered<CallCount> Routes { get; set; } = null!;

    /// <summary>Naming a prompt.</summary>
    public CallCount Hash { get; set; }

    /// <summary>A call inside the silo of a grain that does nothing; the calls of the two below are in their figures.</summary>
    public CallCount Call { get; set; }

    public CallCount Overlap { get; set; }

    public CallCount Route { get; set; }

    public JsonObject ToJson(RouterBenchOptions options)
    {
        var (rate, full) = (AtRate.Result, Saturated.Result);
        return new JsonObject
        {
            ["workers"] = Index.Workers,
            ["blocks"] = Index.Blocks,
            ["holdings"] = Index.Holdings,
            ["shards"] = options.Shards,
            ["prompt_tokens"] = options.PromptTokens,
            ["rule"] = RuleNames.Of(options.Rule),
            ["seed"] = options.Seed,
            ["server_gc"] = options.ServerGc,
            ["processors"] = Environment.ProcessorCount,
            ["rate"] = options.Rate,
            ["requests_per_second"] = Round(rate.Requests / rate.Elapsed.TotalSeconds),
            ["requests"] = rate.Requests,
            ["errors"] = rate.Errors + rate.Refusals,
            ["waits"] = rate.Waits,
            ["placed_blindly"] = rate.Blind,
            ["first_error"] = rate.FirstError ?? full.FirstError,
            ["added_milliseconds"] = Percentiles(rate.Whole),
            ["start_milliseconds"] = Percentiles(rate.Starts),
            ["late_milliseconds"] = Percentiles(rate.Lateness),
            ["longest_overlap_share"] = Share(rate.ToLongest, rate.Requests),
            ["longest_overlap_share_where_it_matters"] = Share(rate.DistinctToLongest, rate.Distinct),
            ["per_decision"] = AtRate.PerDecision(rate.Requests),
            ["garbage_pause_milliseconds"] = AtRate.Pauses(),
            ["idle_cores"] = Idle.Cores(),
            ["start_per_second"] = Round(full.Requests / full.Elapsed.TotalSeconds),
            ["start_errors"] = full.Errors + full.Refusals,
            ["start_waits"] = full.Waits,
            ["start_placed_blindly"] = full.Blind,
            ["start_saturated_milliseconds"] = Percentiles(full.Whole),
            ["start_per_decision"] = Saturated.PerDecision(full.Requests),
            ["start_garbage_pause_milliseconds"] = Saturated.Pauses(),
            ["route_per_second"] = Round(Routes.Result.PerSecond),
            ["route_errors"] = Routes.Result.Failed + Route.Failed,
            ["route_per_decision"] = Routes.PerDecision(Routes.Result.Calls),
            ["route_garbage_pause_milliseconds"] = Routes.Pauses(),
            ["stage_microseconds"] = new JsonObject
            {
                ["hash"] = Round(Hash.Microseconds),
                ["grain_call"] = Round(Call.Microseconds),
                ["overlap"] = Round(Overlap.Microseconds),
                ["route"] = Round(Route.Microseconds),
            },
            ["bytes_per_remembered_request"] = Round((double)RequestBytes / full.Requests),
            ["index_bytes"] = IndexBytes,
            ["index_bytes_per_block"] = Round((double)IndexBytes / Index.Blocks),
        };
    }

    private static JsonObject Percentiles(IReadOnlyCollection<double> samples)
    {
        var sorted = samples.Order().ToArray();
        return new JsonObject { ["p50"] = At(sorted, 0.5), ["p95"] = At(sorted, 0.95), ["p99"] = At(sorted, 0.99), ["max"] = At(sorted, 1) };
    }

    // The smallest sample that is not exceeded by this part of all.
    private static double? At(double[] sorted, double part) => sorted.Length == 0 ? null : Round(sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)]);

    private static double? Share(int part, int whole) => whole == 0 ? null : Round((double)part / whole);

    private static double Round(double value) => Math.Round(value, 3);
}
