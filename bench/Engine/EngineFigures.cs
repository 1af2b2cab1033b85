using System.Text.Json.Nodes;
using Orchestrator.Bench.Machine;

namespace Orchestrator.Bench.Engine;

/// <summary>What bench engine has measured; whatever was left out is null.</summary>
internal sealed record EngineFigures
{
    /// <summary>Tokens per second, one per run.</summary>
    public List<double> Prefill { get; } = [];

    /// <summary>Tokens per second of all sequences together, one per run.</summary>
    public List<double> Decode { get; } = [];

    /// <summary>Bytes per second, one per pass.</summary>
    public IReadOnlyList<double> Bandwidth { get; set; } = [];

    public PeakMemory Memory { get; } = new();
    public MixedStep? Mixed { get; set; }
    public string? Digest { get; set; }
    public required string Device { get; init; }
    public required string Model { get; init; }
    public required long ModelBytes { get; init; }
    public required long KvBytes { get; init; }

    /// <summary>Weights, and keys and values, that a decode step reads, in bytes.</summary>
    public required double StepBytes { get; init; }

    public JsonObject ToJson(EngineBenchOptions options)
    {
        var decode = Samples.Median(Decode);
        var read = decode / options.Batch * StepBytes;
        var bandwidth = Samples.Median([.. Bandwidth]);
        return new JsonObject
        {
            ["prefill_tokens_per_second"] = Samples.Median(Prefill),
            ["decode_tokens_per_second"] = decode,
            ["prefill_samples"] = Samples.ToJson(Prefill),
            ["decode_samples"] = Samples.ToJson(Decode),
            ["model"] = Model,
            ["device"] = Device,
            ["threads"] = options.Threads,
            ["prompt"] = options.Prompt,
            ["tokens"] = options.Tokens,
            ["batch"] = options.Batch,
            ["depth"] = options.Depth,
            ["kv_type"] = options.KvElement.ToString().ToLowerInvariant(),
            ["token_budget"] = options.TokenBudget,
            ["read_gigabytes_per_second"] = read / 1e9,
            ["memory_bandwidth_gigabytes_per_second"] = bandwidth / 1e9,
            ["share_of_bandwidth"] = read / bandwidth,
            ["step_bytes"] = (long)StepBytes,
            ["peak_memory_bytes"] = Memory.Resident,
            ["peak_anonymous_bytes"] = Memory.Anonymous,
            ["model_bytes"] = ModelBytes,
            ["kv_bytes"] = KvBytes,
            ["logits_digest"] = Digest,
            ["mixed_step_penalty"] = Mixed?.Penalty,
            ["mixed_step"] = Mixed is null ? null : new JsonObject
            {
                ["chunk_tokens"] = options.MixedChunk,
                ["decodes"] = options.Batch,
                ["both_seconds"] = Mixed.Both,
                ["chunk_seconds"] = Mixed.Chunk,
                ["decodes_seconds"] = Mixed.Decodes,
            },
        };
    }
}
