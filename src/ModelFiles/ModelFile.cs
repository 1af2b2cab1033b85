using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.ModelFiles;

/// <summary>
/// An opened model: a GGUF file or a Hugging Face folder, memory-mapped. Tensors carry GGUF's names whatever the format
/// ("token_embd.weight", "blk.0.attn_q.weight", "output_norm.weight", "output.weight").
/// </summary>
public abstract class ModelFile : IDisposable
{
    public abstract ModelConfig Config { get; }

    /// <summary>Finds a tensor by its GGUF name.</summary>
    public abstract bool TryGetTensor(string name, [NotNullWhen(true)] out Tensor? tensor);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
