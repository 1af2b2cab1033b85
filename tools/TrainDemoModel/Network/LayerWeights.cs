using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Network;

/// <summary>The weights of one layer, float32, matrices as [rows, columns].</summary>
internal sealed record LayerWeights(Tensor AttentionNorm, Tensor Query, Tensor Key, Tensor Value, Tensor Output, Tensor FeedForwardNorm, Tensor Gate, Tensor Up, Tensor Down)
{
    /// <summary>With the names that GGUF files use, without the layer's prefix.</summary>
    public IEnumerable<(string Name, Tensor Weight)> Named =>
    [
        ("attn_norm", AttentionNorm), ("attn_q", Query), ("attn_k", Key), ("attn_v", Value), ("attn_output", Output),
        ("ffn_norm", FeedForwardNorm), ("ffn_gate", Gate), ("ffn_up", Up), ("ffn_down", Down),
    ];
}
