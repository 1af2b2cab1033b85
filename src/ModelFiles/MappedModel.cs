using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.ModelFiles;

/// <summary>The one kind of opened model: a checked set of tensors over the maps they lie in.</summary>
internal sealed class MappedModel(ModelConfig config, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyList<MappedFile> maps) : ModelFile
{
    private bool _disposed;

    public override ModelConfig Config => config;

    public override bool TryGetTensor(string name, [NotNullWhen(true)] out Tensor? tensor)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return tensors.TryGetValue(name, out tensor);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        if (!disposing) return;
        foreach (var map in maps) map.Dispose();
    }
}
