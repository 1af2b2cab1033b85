using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Llama;

/// <summary>One model and one kind of work, measured on both sides, in tokens per second.</summary>
/// <param name="Model">The file's name.</param>
/// <param name="Work">"prefill 512", "decode 128", "decode 64 x 8".</param>
internal sealed record Cell(string Model, string Work)
{
    public List<double> OursSamples { get; } = [];

    public List<double> TheirsSamples { get; } = [];

    /// <summary>Sequences that share a step's reading of the weights; null for prefill, which arithmetic limits.</summary>
    public int? Batch { get; init; }

    /// <summary>Bytes that a decode step must read at least.</summary>
    public double? StepBytes { get; set; }

    public double Ours => Samples.Median(OursSamples) ?? double.NaN;

    public double Theirs => Samples.Median(TheirsSamples) ?? double.NaN;

    public double Ratio => Ours / Theirs;

    /// <summary>Tokens per second if reading memory were all there is to do; null for prefill.</summary>
    /// <param name="bandwidth">Bytes per second.</param>
    public double? Limit(double bandwidth) => Batch * bandwidth / StepBytes;

    public JsonObject ToJson(double bandwidth) => new()
    {
        ["model"] = Model,
        ["work"] = Work,
        ["ours"] = Ours,
        ["theirs"] = Theirs,
        ["ratio"] = Ratio,
        ["bandwidth_limit"] = Limit(bandwidth),
        ["ours_samples"] = Samples.ToJson(OursSamples),
        ["theirs_samples"] = Samples.ToJson(TheirsSamples),
    };
}
