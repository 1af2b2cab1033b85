namespace Orchestrator.ModelFiles;

/// <summary>The tensors a model must have, by GGUF name, with their shapes. Lazy: a hostile number of layers costs nothing, since the first missing tensor ends it.</summary>
internal static class RequiredTensors
{
    public static IEnumerable<(string Name, long Rows, long Columns)> Of(ModelConfig config, Architecture architecture)
    {
        yield return (TensorNames.Embedding, config.Vocab, config.Hidden);
        yield return (TensorNames.OutputNorm, 1, config.Hidden);
        yield return (TensorNames.Output, config.Vocab, config.Hidden);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            foreach (var (part, rows, columns) in OfLayer(config, architecture)) yield return (TensorNames.InLayer(layer, part), rows, columns);
        }
    }

    private static IEnumerable<(string Part, long Rows, long Columns)> OfLayer(ModelConfig config, Architecture architecture)
    {
        long query = (long)config.Heads * config.HeadDim, keyValue = (long)config.KvHeads * config.HeadDim;
        yield return ("attn_norm.weight", 1, config.Hidden);
        yield return ("attn_q.weight", query, config.Hidden);
        yield return ("attn_k.weight", keyValue, config.Hidden);
        yield return ("attn_v.weight", keyValue, config.Hidden);
        yield return ("attn_output.weight", config.Hidden, query);
        yield return ("ffn_norm.weight", 1, config.Hidden);
        yield return ("ffn_gate.weight", config.FeedForward, config.Hidden);
        yield return ("ffn_up.weight", config.FeedForward, config.Hidden);
        yield return ("ffn_down.weight", config.Hidden, config.FeedForward);
        if (architecture.QkvBias)
        {
            yield return ("attn_q.bias", 1, query);
            yield return ("attn_k.bias", 1, keyValue);
            yield return ("attn_v.bias", 1, keyValue);
        }
        if (architecture.QkNorm)
        {
            yield return ("attn_q_norm.weight", 1, config.HeadDim);
            yield return ("attn_k_norm.weight", 1, config.HeadDim);
        }
    }
}
