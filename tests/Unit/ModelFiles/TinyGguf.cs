namespace Orchestrator.Unit.ModelFiles;

/// <summary>The smallest sound GGUF models: one layer of 32, two heads of 16 over one KV head, 8 tokens, all in F32.</summary>
internal static class TinyGguf
{
    public static GgufBytes Model(string architecture = "llama", uint version = 3, int headDim = 16)
    {
        var file = new GgufBytes { Version = version };
        file.Metadata.AddRange(
        [
            ("general.architecture", architecture),
            ("general.name", "tiny"),
            ($"{architecture}.context_length", 64u),
            ($"{architecture}.embedding_length", 32u),
            ($"{architecture}.block_count", 1u),
            ($"{architecture}.feed_forward_length", 48u),
            ($"{architecture}.attention.head_count", 2u),
            ($"{architecture}.attention.head_count_kv", 1u),
            ($"{architecture}.attention.key_length", (uint)headDim),
            ($"{architecture}.attention.value_length", (uint)headDim),
            ($"{architecture}.attention.layer_norm_rms_epsilon", 1e-5f),
            ("tokenizer.ggml.tokens", new[] { "a", "b", "c", "d", "e", "f", "g", "h" }),
        ]);
        Add("token_embd.weight", 32, 8);
        Add("output_norm.weight", 32);
        Add("blk.0.attn_norm.weight", 32);
        Add("blk.0.attn_q.weight", 32, 2 * headDim);
        Add("blk.0.attn_k.weight", 32, headDim);
        Add("blk.0.attn_v.weight", 32, headDim);
        Add("blk.0.attn_output.weight", 2 * headDim, 32);
        Add("blk.0.ffn_norm.weight", 32);
        Add("blk.0.ffn_gate.weight", 32, 48);
        Add("blk.0.ffn_up.weight", 32, 48);
        Add("blk.0.ffn_down.weight", 48, 32);
        if (architecture == "qwen2")
        {
            Add("blk.0.attn_q.bias", 2 * headDim);
            Add("blk.0.attn_k.bias", headDim);
            Add("blk.0.attn_v.bias", headDim);
        }
        if (architecture == "qwen3")
        {
            Add("blk.0.attn_q_norm.weight", headDim);
            Add("blk.0.attn_k_norm.weight", headDim);
        }
        return file;

        void Add(string name, params long[] dimensions) => file.Tensors.Add((name, 0, dimensions, null));
    }

    /// <summary>Adds a key, or gives it another value.</summary>
    public static GgufBytes With(this GgufBytes file, string key, object value)
    {
        file.Metadata.RemoveAll(pair => pair.Key == key);
        file.Metadata.Add((key, value));
        return file;
    }

    public static GgufBytes Without(this GgufBytes file, string keyOrTensor)
    {
        if (file.Metadata.RemoveAll(pair => pair.Key == keyOrTensor) + file.Tensors.RemoveAll(tensor => tensor.Name == keyOrTensor) == 0)
        {
            throw new ArgumentException($"there is no {keyOrTensor}");
        }
        return file;
    }

    /// <summary>Adds a tensor, or gives it another shape.</summary>
    public static GgufBytes WithTensor(this GgufBytes file, string name, params long[] dimensions)
    {
        file.Tensors.RemoveAll(tensor => tensor.Name == name);
        file.Tensors.Add((name, 0, dimensions, null));
        return file;
    }
}
