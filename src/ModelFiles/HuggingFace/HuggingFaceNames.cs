using System.Globalization;

namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>Hugging Face's tensor names against GGUF's.</summary>
internal static class HuggingFaceNames
{
    private const string LayerPrefix = "model.layers.";

    private static readonly (string HuggingFace, string Gguf)[] s_outside =
    [
        ("model.embed_tokens.weight", TensorNames.Embedding),
        ("model.norm.weight", TensorNames.OutputNorm),
        ("lm_head.weight", TensorNames.Output),
    ];

    private static readonly (string HuggingFace, string Gguf)[] s_inLayer =
    [
        ("input_layernorm.weight", "attn_norm.weight"),
        ("self_attn.q_proj.weight", "attn_q.weight"),
        ("self_attn.k_proj.weight", "attn_k.weight"),
        ("self_attn.v_proj.weight", "attn_v.weight"),
        ("self_attn.q_proj.bias", "attn_q.bias"),
        ("self_attn.k_proj.bias", "attn_k.bias"),
        ("self_attn.v_proj.bias", "attn_v.bias"),
        ("self_attn.q_norm.weight", "attn_q_norm.weight"),
        ("self_attn.k_norm.weight", "attn_k_norm.weight"),
        ("self_attn.o_proj.weight", "attn_output.weight"),
        ("post_attention_layernorm.weight", "ffn_norm.weight"),
        ("mlp.gate_proj.weight", "ffn_gate.weight"),
        ("mlp.up_proj.weight", "ffn_up.weight"),
        ("mlp.down_proj.weight", "ffn_down.weight"),
    ];

    /// <summary>Whether the tensor only repeats what follows from the configuration: old files carry the rotation's frequencies.</summary>
    public static bool IsRedundant(string name) => name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);

    /// <summary>The GGUF name, or null for a tensor of another kind of model.</summary>
    public static string? ToGguf(string name)
    {
        if (!name.StartsWith(LayerPrefix, StringComparison.Ordinal)) return s_outside.FirstOrDefault(pair => pair.HuggingFace == name).Gguf;
        var dot = name.IndexOf('.', LayerPrefix.Length);
        if (dot < 0 || !int.TryParse(name.AsSpan(LayerPrefix.Length..dot), NumberStyles.None, CultureInfo.InvariantCulture, out var layer)) return null;
        return s_inLayer.FirstOrDefault(pair => name.AsSpan(dot + 1).SequenceEqual(pair.HuggingFace)).Gguf is { } part ? TensorNames.InLayer(layer, part) : null;
    }

    /// <summary>The reverse, for messages.</summary>
    public static string FromGguf(string name)
    {
        if (name.Split('.', 3) is ["blk", var layer, var part])
        {
            return s_inLayer.FirstOrDefault(pair => pair.Gguf == part).HuggingFace is { } own ? $"{LayerPrefix}{layer}.{own}" : name;
        }
        return s_outside.FirstOrDefault(pair => pair.Gguf == name).HuggingFace ?? name;
    }
}
