using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>Profiles of vidur, DEVICE__ORGANISATION__MODEL__mlp.csv: medians in milliseconds, one row per tokens and tensor-parallel size, each figure of one layer and device. Attention, output matrix and communication are not in them.</summary>
internal static class VidurProfiles
{
    private static readonly string[] s_matrices = ["attn_pre_proj", "attn_post_proj", "mlp_up_proj", "mlp_down_proj"];
    private static readonly string[] s_elementwise = ["input_layernorm", "attn_rope", "post_attention_layernorm", "mlp_act", "add"];

    public static IEnumerable<MeasuredProfile> Read(string path, Catalogue catalogue)
    {
        var parts = Path.GetFileName(path).Split("__");
        if (parts.Length != 4) throw new ProfileException($"{path}: the name is not DEVICE__ORGANISATION__MODEL__mlp.csv");
        var model = ProfileNames.Model(path, parts[2]);
        var table = new CsvTable(path);
        Check(path, table, catalogue.ModelNamed(model));
        return from row in Enumerable.Range(0, table.Rows)
               group row by table.Count(row, "num_tensor_parallel_workers") into tensorParallel
               orderby tensorParallel.Key
               select new MeasuredProfile
               {
                   Name = $"vidur {parts[0]} {model} tp{tensorParallel.Key}",
                   Hardware = parts[0],
                   Model = model,
                   TensorParallel = tensorParallel.Key,
                   Dense = Points(table, tensorParallel),
               };
    }

    // The sizes stand in every row: a shape that is not the catalogue's would make every figure wrong.
    private static void Check(string path, CsvTable table, ModelShape shape)
    {
        foreach (var (column, expected) in new[] { ("n_head", shape.Heads), ("n_kv_head", shape.KvHeads), ("n_embd", shape.Hidden), ("n_expanded_embd", shape.Ffn) })
            if (table.Count(0, column) != expected) throw new ProfileException($"{path}: {column} is {table.Count(0, column)}, {shape.Name} has {expected}");
    }

    // The largest counts were measured twice: the mean.
    private static List<DensePoint> Points(CsvTable table, IEnumerable<int> rows) =>
    [
        .. from row in rows
           group row by table.Count(row, "num_tokens") into tokens
           orderby tokens.Key
           select new DensePoint(tokens.Key, tokens.Average(r => Sum(table, r, s_matrices)), tokens.Average(r => Sum(table, r, s_elementwise)), tokens.Average(r => Sum(table, r, ["emb"]))),
    ];

    private static double Sum(CsvTable table, int row, string[] layers) => layers.Sum(layer => table.Number(row, $"time_stats.{layer}.median")) / 1e3;
}
