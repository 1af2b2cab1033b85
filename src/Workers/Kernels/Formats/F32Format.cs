using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Single precision.</summary>
public readonly struct F32Format : IWeightFormat, IKvFormat
{
    public float At(ArrayView<byte> tensor, long index) => tensor.Cast<float>()[index];

    public Octet Eight(ArrayView<byte> tensor, long index) => tensor.Cast<Octet>()[index >> 3];

    public float Read(ArrayView<byte> cache, long index) => cache.Cast<float>()[index];

    public void Write(ArrayView<byte> cache, long index, float value) => cache.Cast<float>()[index] = value;
}
