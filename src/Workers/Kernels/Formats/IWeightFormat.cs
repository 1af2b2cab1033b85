using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>
/// Reads a weight matrix on the device in the form in which the file stores it, so that it takes no more memory there.
/// Implementations are empty structs: a kernel is compiled once for each.
/// </summary>
public interface IWeightFormat
{
    /// <summary>One number of a tensor; <paramref name="index"/> counts row-major over the whole tensor (rows are whole numbers of blocks).</summary>
    float At(ArrayView<byte> tensor, long index);

    /// <summary>The eight numbers from <paramref name="index"/>, a multiple of 8, on.</summary>
    Octet Eight(ArrayView<byte> tensor, long index);
}
