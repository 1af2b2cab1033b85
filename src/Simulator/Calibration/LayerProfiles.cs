using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>
/// Profiles of LLMServingSim's first version, v0__perf_models__DEVICE__ORGANISATION__MODEL__tpN__layers.csv: nanoseconds of one layer and device, for
/// each count of tokens up to 2,048; attention of a prompt of so many tokens. Beside one of them lies attention.csv, in vidur's form (milliseconds).
/// </summary>
internal static class LayerProfiles
{
    private static readonly string[] s_matrices = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
    private static readonly string[] s_elementwise = ["input_layernorm", "rope", "post_layernorm", "act_fn"];

    public static MeasuredProfile Read(string path)
    {
        var parts = Path.GetFileName(path).Split("__");
        if (parts.Length != 7) throw new ProfileException($"{path}: the name is not v0__perf_models__DEVICE__ORGANISATION__MODEL__tpN__layers.csv");
        var layers = new LayerTable(path, "layer_name", "input", "latency(ns)", 1e9);
        var attention = layers.Counts.Select(n => new AttentionPoint(StepWork.Prefill(n), layers.Seconds(n, "attn"))).ToList();
        var excluded = new List<string>();
        var beside = path[..^"layers.csv".Length] + "attention.csv";
        if (File.Exists(beside)) ReadAttention(new CsvTable(beside), attention, excluded);
        return new MeasuredProfile
        {
            Name = $"v0 {parts[2]} {ProfileNames.Model(path, parts[4])} {parts[5]}",
            Hardware = parts[2].ToLowerInvariant() + "-eager",
            Model = ProfileNames.Model(path, parts[4]),
            TensorParallel = ProfileNames.TensorParallel(path, parts[5]),
            Dense = [.. layers.Counts.Select(n => new DensePoint(n, layers.Sum(n, s_matrices), layers.Sum(n, s_elementwise), layers.Sum(n, ["embedding", "final_layernorm"])))],
            Attention = attention,
            Head = [.. layers.Counts.Select(n => new HeadPoint(n, layers.Seconds(n, "lm_head"), 0))],
            Excluded = excluded,
        };
    }

    // kv_cache_size is what a prefill's last token sees, its own chunk included; and of a batch that decodes, the contexts' sum: times of the same
    // sum over batch agree. A sequence without a single cached token is no decode (2.6 us, an empty launch).
    private static void ReadAttention(CsvTable table, List<AttentionPoint> points, List<string> excluded)
    {
        var empty = 0;
        for (var row = 0; row < table.Rows; row++)
        {
            var (batch, cached) = (table.Count(row, "batch_size"), table.Count(row, "kv_cache_size"));
            if (table.Text(row, "is_prefill") == "True")
            {
                var chunk = table.Count(row, "prefill_chunk_size");
                points.Add(new AttentionPoint(new StepWork(chunk, StepWork.Pairs(chunk, cached - chunk), 0, 0, 0), table.Number(row, "time_stats.attn_prefill.median") / 1e3));
            }
            else if (cached < batch) empty++;
            else points.Add(new AttentionPoint(StepWork.Decode(batch, cached), table.Number(row, "time_stats.attn_decode.median") / 1e3));
        }
        if (empty > 0) excluded.Add($"{empty} decode points with fewer cached tokens than sequences");
    }
}
