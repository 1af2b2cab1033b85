using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Llama;

/// <summary>All cells of one comparison, and the machine they were measured on.</summary>
internal sealed class Comparison(ComparisonOptions options)
{
    private readonly List<Cell> _cells = [];
    private readonly List<double> _bandwidth = [];

    /// <summary>Our device, as the backend calls itself.</summary>
    public string Device { get; set; } = "";

    public string LlamaBuild { get; set; } = "";

    public string Processor { get; set; } = "";

    private double Bandwidth => Samples.Median(_bandwidth) ?? double.NaN;

    public Cell Of(string model, string work, int? batch)
    {
        if (_cells.FirstOrDefault(cell => cell.Model == model && cell.Work == work) is { } known) return known;
        _cells.Add(new Cell(model, work) { Batch = batch });
        return _cells[^1];
    }

    public void AddBandwidth(IEnumerable<double> samples) => _bandwidth.AddRange(samples);

    /// <summary>A table in Markdown: tokens per second, medians.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Line($"{Processor}, {options.Threads} threads; memory {Bandwidth / 1e9:F1} GB/s. Ours: {Device}, KV {options.KvType}. llama.cpp {LlamaBuild}. Tokens per second, medians of {options.Repeat}.");
        Line($"");
        Line($"| model | work | ours | llama.cpp | ratio | bandwidth limit |");
        Line($"|---|---|---:|---:|---:|---:|");
        foreach (var cell in _cells) Line($"| {cell.Model} | {cell.Work} | {cell.Ours:F1} | {cell.Theirs:F1} | {cell.Ratio:F2} | {cell.Limit(Bandwidth):F0} |");
        return text.ToString();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    public JsonObject ToJson() => new()
    {
        ["cells"] = new JsonArray([.. _cells.Select(cell => cell.ToJson(Bandwidth))]),
        ["threads"] = options.Threads,
        ["repeat"] = options.Repeat,
        ["device"] = Device,
        ["kv_type"] = options.KvType,
        ["llama_build"] = LlamaBuild,
        ["processor"] = Processor,
        ["memory_bandwidth_gigabytes_per_second"] = Bandwidth / 1e9,
    };
}
