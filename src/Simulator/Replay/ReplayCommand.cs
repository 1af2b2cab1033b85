using System.CommandLine;
using System.Text.Json.Nodes;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Options;
using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Replay;

/// <summary>simulator replay: a trace through the routing and eviction policies.</summary>
internal static class ReplayCommand
{
    private static readonly Option<FileInfo> s_trace = new("--trace") { Description = "JSON lines with timestamp, input_length, output_length and hash_ids, or CSV with TIMESTAMP, ContextTokens and GeneratedTokens; .gz is unpacked.", Required = true };
    private static readonly Option<int> s_workers = new Option<int>("--workers") { Description = "Workers.", DefaultValueFactory = _ => 8 }.AtLeastOne();
    private static readonly Option<int> s_blocks = new Option<int>("--blocks-per-worker") { Description = "Blocks that each worker can keep.", DefaultValueFactory = _ => 2000 }.AtLeastOne();
    private static readonly Option<string> s_policy = new("--policy") { Description = "How prompts are placed.", DefaultValueFactory = _ => RuleNames.All[0] };
    private static readonly Option<string> s_eviction = new("--eviction") { Description = "What a full worker gives up: worth, as our workers do, or lru (worth for the default policy, lru for the others)." };
    private static readonly Option<int> s_seed = new("--seed") { Description = "Seed of the tie-breaks.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> s_drain = new Option<double>("--drain-tokens-per-second") { Description = "Prompt tokens that each worker computes per second.", DefaultValueFactory = _ => 20_000 }.AboveZero();
    private static readonly Option<int> s_blockTokens = new Option<int>("--block-tokens") { Description = "Tokens of a block.", DefaultValueFactory = _ => 512 }.AtLeastOne();
    private static readonly Option<double> s_speed = new Option<double>("--speed") { Description = "How much faster than recorded requests arrive.", DefaultValueFactory = _ => 1 }.AboveZero();

    public static Command Create()
    {
        s_policy.AcceptOnlyFromAmong([.. RuleNames.All]);
        s_eviction.AcceptOnlyFromAmong("worth", "lru");
        var command = new Command("replay", "Replay a trace through the routing and eviction policies: hit rate, balance, predicted time to first token.")
        {
            s_trace, s_workers, s_blocks, s_policy, s_eviction, s_seed, s_drain, s_blockTokens, s_speed,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult given)
    {
        var rule = RuleNames.Parse(given.GetRequiredValue(s_policy));
        var eviction = given.GetValue(s_eviction) switch
        {
            "worth" => EvictionRule.Worth,
            "lru" => EvictionRule.Lru,
            _ => rule == RoutingRule.Default ? EvictionRule.Worth : EvictionRule.Lru,
        };
        var options = new ReplayOptions(
            given.GetValue(s_workers), given.GetValue(s_blocks), rule, eviction, given.GetValue(s_seed), given.GetValue(s_drain), given.GetValue(s_blockTokens), given.GetValue(s_speed));
        var path = given.GetRequiredValue(s_trace);
        Console.Error.WriteLine($"reading {path}");
        var trace = TraceFile.Read(path.FullName, options.BlockTokens);
        Console.Error.WriteLine($"replaying {trace.Requests.Count} requests over {trace.Requests[^1].At.TotalMinutes:0.0} minutes on {options.Workers} workers");
        Console.WriteLine(ToJson(path.Name, options, ReplayRun.Run(trace, options)).ToJsonString());
    }

    private static JsonObject ToJson(string trace, ReplayOptions options, ReplayResult result)
    {
        var json = new JsonObject
        {
            ["trace"] = trace,
            ["policy"] = RuleNames.Of(options.Rule),
            ["eviction"] = options.Eviction == EvictionRule.Lru ? "lru" : "worth",
            ["workers"] = options.Workers,
            ["blocks_per_worker"] = options.BlocksPerWorker,
            ["block_tokens"] = options.BlockTokens,
            ["drain_tokens_per_second"] = options.DrainTokensPerSecond,
            ["speed"] = options.Speed,
            ["seed"] = options.Seed,
            ["requests"] = result.Requests,
            ["trace_seconds"] = Math.Round(result.Seconds, 3),
            ["prompt_tokens"] = result.PromptTokens,
            ["prefill_tokens"] = result.PrefillTokens,
            ["hit_rate"] = Math.Round(result.HitRate, 5),
            ["max_over_mean_prefill"] = Math.Round(result.MaxOverMeanPrefill, 4),
        };
        for (var i = 0; i < result.FirstTokenSeconds.Count; i++) json[$"ttft_p{ReplayResult.Percentiles[i]}_seconds"] = Math.Round(result.FirstTokenSeconds[i], 4);
        return json;
    }
}
