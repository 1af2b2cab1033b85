using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>bfloat16, as stored.</summary>
public readonly struct Bf16Tensor : ITensorFormat
{
    public Bits128 Eight(ArrayView<byte> tensor, long index) => tensor.Cast<Bits128>()[index >> 3];

    public uint Pack(float low, float high) => TensorCore.PackBf16(low, high);

    public Quad<float> Multiply(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum) => TensorCore.MultiplyBf16(a0, a1, a2, a3, b0, b1, sum);
}
