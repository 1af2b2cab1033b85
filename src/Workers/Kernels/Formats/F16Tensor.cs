using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Half precision, as stored.</summary>
public readonly struct F16Tensor : ITensorFormat
{
    private const float Largest = 65504;

    public Bits128 Eight(ArrayView<byte> tensor, long index) => tensor.Cast<Bits128>()[index >> 3];

    public uint Pack(float low, float high) => TensorCore.PackF16(Within(low), Within(high));

    public Quad<float> Multiply(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum) => TensorCore.MultiplyF16(a0, a1, a2, a3, b0, b1, sum);

    // A few activations of some models are larger than a half can be. NaN must stay what it is, or nobody would notice it.
    private static float Within(float value) => value > Largest ? Largest : value < -Largest ? -Largest : value;
}
