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

    /// <summary>How the matrices of each phase want their shared input rounded.</summary>
    public Rounding AttentionInput { get; } = Roundings.Of(weights.Query.Type) | Roundings.Of(weights.Key.Type) | Roundings.Of(weights.Value.Type);
    public Rounding AttentionOutputInput { get; } = Roundings.Of(weights.AttentionOutput.Type);
    public Rounding FeedForwardInput { get; } = Roundings.Of(weights.Gate.Type) | Roundings.Of(weights.Up.Type);
    public Rounding DownInput { get; } = Roundings.Of(weights.Down.Type);

    /// <summary>All of them.</summary>
    public Rounding Inputs => AttentionInput | AttentionOutputInput | FeedForwardInput | DownInput;

    private static float[]? Find(Tensor? tensor) => tensor is null ? null : WeightRows.Vector(tensor);
}
