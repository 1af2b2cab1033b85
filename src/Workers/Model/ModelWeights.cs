using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model;

/// <summary>An opened model's tensors, found once and named by what they do. Valid as long as the <see cref="ModelFile"/> is open.</summary>
public sealed class ModelWeights
{
    /// <summary>Throws <see cref="ModelFileException"/> for a tensor that is missing.</summary>
    public ModelWeights(ModelFile model)
    {
        Config = model.Config;
        Embedding = model.Embedding;
        OutputNorm = model.Require(TensorNames.OutputNorm);
        Output = model.Output;
        Layers = [.. Enumerable.Range(0, Config.Layers).Select(layer => LayerWeights.Of(model, layer))];
    }

    public ModelConfig Config { get; }

    /// <summary>[Vocab, Hidden].</summary>
    public Tensor Embedding { get; }

    /// <summary>[Hidden].</summary>
    public Tensor OutputNorm { get; }

    /// <summary>[Vocab, Hidden]; the same object as <see cref="Embedding"/> when the model ties them.</summary>
    public Tensor Output { get; }

    public IReadOnlyList<LayerWeights> Layers { get; }

    /// <summary>Multiplications and additions for one token, without attention and without the output matrix: the weights of all layers.</summary>
    public long LayerMultiplyAdds => Layers.Sum(layer => layer.Matrices.Sum(m => (long)m.Rows * m.Columns));
}
