using ILGPU;
using ILGPU.Runtime;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>One layer's weights on the device. Norms are [Hidden]; the per-head norms of qwen3, [HeadDim], are null elsewhere.</summary>
public sealed record LayerWeights
{
    public required MemoryBuffer1D<float, Stride1D.Dense> AttentionNorm { get; init; }
    public required DeviceTensor Query { get; init; }
    public required DeviceTensor Key { get; init; }
    public required DeviceTensor Value { get; init; }
    public required DeviceTensor AttentionOutput { get; init; }
    public required MemoryBuffer1D<float, Stride1D.Dense>? QueryNorm { get; init; }
    public required MemoryBuffer1D<float, Stride1D.Dense>? KeyNorm { get; init; }
    public required MemoryBuffer1D<float, Stride1D.Dense> FeedForwardNorm { get; init; }
    public required DeviceTensor Gate { get; init; }
    public required DeviceTensor Up { get; init; }
    public required DeviceTensor Down { get; init; }

    public IEnumerable<DeviceTensor> Matrices => [Query, Key, Value, AttentionOutput, Gate, Up, Down];
}
