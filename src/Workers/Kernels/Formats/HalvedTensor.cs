using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Any other format, dequantised to half precision on its way into shared memory.</summary>
public readonly struct HalvedTensor<TFormat> : ITensorFormat where TFormat : struct, IWeightFormat
{
    public Bits128 Eight(ArrayView<byte> tensor, long index)
    {
        var eight = default(TFormat).Eight(tensor, index);
        return new Bits128
        {
            AB = TensorCore.PackF16(eight.A, eight.B),
            CD = TensorCore.PackF16(eight.C, eight.D),
            EF = TensorCore.PackF16(eight.E, eight.F),
            GH = TensorCore.PackF16(eight.G, eight.H),
        };
    }

    public uint Pack(float low, float high) => default(F16Tensor).Pack(low, high);

    public Quad<float> Multiply(uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, Quad<float> sum) => TensorCore.MultiplyF16(a0, a1, a2, a3, b0, b1, sum);
}
