using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>One layer as the forward pass uses it: matrices as stored, vectors as floats.</summary>
internal sealed class SimdLayer(LayerWeights weights)
{
    public LayerWeights Matrices { get; } = weights;
    public float[] AttentionNorm { get; } = WeightRows.Vector(weights.AttentionNorm);
    public float[] FeedForwardNorm { get; } = WeightRows.Vector(weights.FeedForwardNorm);
    public float[]? QueryBias { get; } = Find(weights.QueryBias);
    public float[]? KeyBias { get; } = Find(weights.KeyBias);
    public float[]? ValueBias { get; } = Find(weights.ValueBias);
    public float[]? QueryNorm { get; } = Find(weights.QueryNorm);
    public float[]? KeyNorm { get; } = Find(weights.KeyNorm);

    private static float[]? Find(Tensor? tensor) => tensor is null ? null : WeightRows.Vector(tensor);
}
