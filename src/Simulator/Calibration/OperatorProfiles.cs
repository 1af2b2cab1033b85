using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>
/// Profiles of LLMServingSim, perf__DEVICE__ORGANISATION__MODEL__bf16__tpN__dense.csv with attention.csv and per_sequence.csv beside it: microseconds
/// of one layer and device.
/// </summary>
internal static class OperatorProfiles
{
    private static readonly string[] s_matrices = ["qkv_proj", "o_proj", "gate_up_proj", "down_proj"];

    public static MeasuredProfile Read(string path)
    {
        var parts = Path.GetFileName(path).Split("__");
        if (parts.Length != 7) throw new ProfileException($"{path}: the name is not perf__DEVICE__ORGANISATION__MODEL__bf16__tpN__dense.csv");
        var layers = new LayerTable(path, "layer", "tokens", "time_us", 1e6);
        var head = new LayerTable(Beside(path, "per_sequence.csv"), "layer", "sequences", "time_us", 1e6);
        return new MeasuredProfile
        {
            Name = $"LLMServingSim {parts[1]} {ProfileNames.Model(path, parts[3])} {parts[5]}",
            Hardware = "rtx-pro-6000",
            Model = ProfileNames.Model(path, parts[3]),
            TensorParallel = ProfileNames.TensorParallel(path, parts[5]),
            Dense = [.. layers.Counts.Select(n => Dense(layers, n))],
            Attention = Attention(new CsvTable(Beside(path, "attention.csv"))),
            Head = [.. head.Counts.Select(n => new HeadPoint(n, head.Seconds(n, "lm_head"), head.Seconds(n, "sampler")))],
        };
    }

    private static string Beside(string path, string name) => path[..^"dense.csv".Length] + name;

    // A layer has two norms; qk_norm is there in models that normalise queries and keys.
    private static DensePoint Dense(LayerTable layers, int tokens)
    {
        var elementwise = 2 * layers.Seconds(tokens, "layernorm") + layers.Sum(tokens, ["rotary_emb", "act_fn"]) + layers.SecondsIfAny(tokens, "qk_norm");
        return new DensePoint(tokens, layers.Sum(tokens, s_matrices), elementwise, layers.Sum(tokens, ["embedding", "final_layernorm"]));
    }

    // kv_prefill is what was cached before the chunk; kv_decode the context of each decoding sequence.
    private static List<AttentionPoint> Attention(CsvTable table)
    {
        var points = new List<AttentionPoint>();
        for (var row = 0; row < table.Rows; row++)
        {
            var (chunk, before, sequences) = (table.Count(row, "prefill_chunk"), table.Count(row, "kv_prefill"), table.Count(row, "n_decode"));
            var work = new StepWork(chunk, StepWork.Pairs(chunk, before), sequences, (double)sequences * table.Count(row, "kv_decode"), sequences);
            points.Add(new AttentionPoint(work, table.Number(row, "time_us") / 1e6));
        }
        return points;
    }
}
