using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model;

/// <summary>The tensors of one transformer layer. Rows are outputs: a matrix is [outputs, inputs].</summary>
public sealed record LayerWeights
{
    public required Tensor AttentionNorm { get; init; }

    /// <summary>[Heads * HeadDim, Hidden].</summary>
    public required Tensor Query { get; init; }

    /// <summary>[KvHeads * HeadDim, Hidden].</summary>
    public required Tensor Key { get; init; }

    /// <summary>[KvHeads * HeadDim, Hidden].</summary>
    public required Tensor Value { get; init; }

    /// <summary>[Hidden, Heads * HeadDim].</summary>
    public required Tensor AttentionOutput { get; init; }

    public required Tensor FeedForwardNorm { get; init; }

    /// <summary>[FeedForward, Hidden].</summary>
    public required Tensor Gate { get; init; }

    /// <summary>[FeedForward, Hidden].</summary>
    public required Tensor Up { get; init; }

    /// <summary>[Hidden, FeedForward].</summary>
    public required Tensor Down { get; init; }

    /// <summary>qwen2; else null, as the other two.</summary>
    public Tensor? QueryBias { get; init; }
    public Tensor? KeyBias { get; init; }
    public Tensor? ValueBias { get; init; }

    /// <summary>qwen3: [HeadDim], one norm for all heads; else null, as the other.</summary>
    public Tensor? QueryNorm { get; init; }
    public Tensor? KeyNorm { get; init; }

    public IEnumerable<Tensor> Matrices => [Query, Key, Value, AttentionOutput, Gate, Up, Down];

    /// <summary>Throws <see cref="ModelFileException"/> for a tensor that is missing.</summary>
    public static LayerWeights Of(ModelFile model, int layer)
    {
        Tensor Require(string part) => model.Require(TensorNames.InLayer(layer, part));
        Tensor? Find(string part) => model.TryGetTensor(TensorNames.InLayer(layer, part), out var tensor) ? tensor : null;
        return new()
        {
            AttentionNorm = Require("attn_norm.weight"),
            Query = Require("attn_q.weight"),
            Key = Require("attn_k.weight"),
            Value = Require("attn_v.weight"),
            AttentionOutput = Require("attn_output.weight"),
            FeedForwardNorm = Require("ffn_norm.weight"),
            Gate = Require("ffn_gate.weight"),
            Up = Require("ffn_up.weight"),
            Down = Require("ffn_down.weight"),
            QueryBias = Find("attn_q.bias"),
            KeyBias = Find("attn_k.bias"),
            ValueBias = Find("attn_v.bias"),
            QueryNorm = Find("attn_q_norm.weight"),
            KeyNorm = Find("attn_k_norm.weight"),
        };
    }
}
