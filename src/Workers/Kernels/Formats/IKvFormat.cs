using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Reads and writes the numbers of the KV cache on the device. Implementations are empty structs.</summary>
public interface IKvFormat
{
    float Read(ArrayView<byte> cache, long index);

    /// <summary>The eight numbers from <paramref name="index"/>, a multiple of 8, on, in 16-byte loads.</summary>
    Octet Eight(ArrayView<byte> cache, long index);

    void Write(ArrayView<byte> cache, long index, float value);
}
