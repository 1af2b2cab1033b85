using System.Diagnostics.CodeAnalysis;
using Orchestrator.ModelFiles.Gguf;
using Orchestrator.ModelFiles.HuggingFace;

namespace Orchestrator.ModelFiles;

/// <summary>
/// An opened model: a GGUF file or a Hugging Face folder, memory-mapped. Tensors carry GGUF's names whatever the format
/// ("token_embd.weight", "blk.0.attn_q.weight", "output_norm.weight", "output.weight").
/// </summary>
public abstract class ModelFile : IDisposable
{
    public abstract ModelConfig Config { get; }

    /// <summary>The token embedding, [Vocab, Hidden].</summary>
    public Tensor Embedding => Require(TensorNames.Embedding);

    /// <summary>The output projection, [Vocab, Hidden]; the very same object as <see cref="Embedding"/> when the model ties them.</summary>
    public Tensor Output => Require(TensorNames.Output);

    /// <summary>
    /// Opens a GGUF file, or a folder with config.json and model.safetensors or model.safetensors.index.json. Nothing is copied:
    /// pages are read when touched, so the files must stay as they are while the model is open. Every tensor the architecture needs is there, in the right shape and inside the file, once this returns.
    /// </summary>
    /// <exception cref="ModelFileException">Anything that makes the model unusable, in one line.</exception>
    public static ModelFile Open(string path) => Directory.Exists(path) ? HuggingFaceModel.Open(path) : GgufModel.Open(path);

    /// <summary>
    /// Finds a tensor by its GGUF name. A tied model's "output.weight" is its "token_embd.weight", whichever of the two the file holds;
    /// a bias or norm that the architecture does not have is not found.
    /// </summary>
    public abstract bool TryGetTensor(string name, [NotNullWhen(true)] out Tensor? tensor);

    /// <summary>As <see cref="TryGetTensor"/>, for a tensor that every opened model has.</summary>
    public Tensor Require(string name) => TryGetTensor(name, out var tensor) ? tensor : throw new ModelFileException($"the model {Config.Name} has no tensor {name}");

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
