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
        var head = ByCount(new CsvTable(Beside(path, "per_sequence.csv")), "sequences");
        return new MeasuredProfile
        {
            Name = $"LLMServingSim {parts[1]} {ProfileNames.Model(path, parts[3])} {parts[5]}",
            Hardware = "rtx-pro-6000",
            Model = ProfileNames.Model(path, parts[3]),
            TensorParallel = ProfileNames.TensorParallel(path, parts[5]),
            Dense = [.. ByCount(new CsvTable(path), "tokens").Select(Dense)],
            Attention = Attention(new CsvTable(Beside(path, "attention.csv"))),
            Head = [.. head.Select(h => new HeadPoint(h.Key, h.Value["lm_head"], h.Value["sampler"]))],
        };
    }

    private static string Beside(string path, string name) => path[..^"dense.csv".Length] + name;

    private static SortedDictionary<int, Dictionary<string, double>> ByCount(CsvTable table, string count)
    {
        var times = new SortedDictionary<int, Dictionary<string, double>>();
        for (var row = 0; row < table.Rows; row++)
        {
            var at = table.Count(row, count);
            if (!times.TryGetValue(at, out var layers)) times[at] = layers = [];
            layers[table.Text(row, "layer")] = table.Number(row, "time_us") / 1e6;
        }
        return times;
    }

    // A layer has two norms; qk_norm is there in models that normalise queries and keys.
    private static DensePoint Dense(KeyValuePair<int, Dictionary<string, double>> point)
    {
        var layers = point.Value;
        var elementwise = 2 * layers["layernorm"] + layers["rotary_emb"] + layers["act_fn"] + layers.GetValueOrDefault("qk_norm");
        return new DensePoint(point.Key, s_matrices.Sum(m => layers[m]), elementwise, layers["embedding"] + layers["final_layernorm"]);
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
