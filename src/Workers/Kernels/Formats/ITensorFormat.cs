using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Reads a weight matrix for the tensor cores, and says in which 16-bit numbers they are to multiply it. Implementations are empty structs.</summary>
public interface ITensorFormat
{
    /// <summary>The eight numbers from <paramref name="index"/>, a multiple of 8, on, in 16 bits each.</summary>
    Bits128 Eight(ArrayView<byte> tensor, long index);

    /// <summary>Two activations in the weights' 16-bit numbers.</summary>
    uint Pack(float low, float high);

    /// <summary>See <see cref="TensorCore"/>.</summary>
    Quad<float> Multiply(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum);
}
