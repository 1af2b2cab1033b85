using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>bfloat16, as bits.</summary>
public readonly struct Bf16Format : IWeightFormat, IKvFormat
{
    public float At(ArrayView<byte> tensor, long index) => Bf16Bits.ToFloat(tensor.Cast<ushort>()[index]);

    public Octet Eight(ArrayView<byte> tensor, long index)
    {
        var bits = tensor.Cast<Bits128>()[index >> 3];
        return new Octet
        {
            A = Bf16Bits.ToFloat((ushort)bits.AB),
            B = Bf16Bits.ToFloat((ushort)(bits.AB >> 16)),
            C = Bf16Bits.ToFloat((ushort)bits.CD),
            D = Bf16Bits.ToFloat((ushort)(bits.CD >> 16)),
            E = Bf16Bits.ToFloat((ushort)bits.EF),
            F = Bf16Bits.ToFloat((ushort)(bits.EF >> 16)),
            G = Bf16Bits.ToFloat((ushort)bits.GH),
            H = Bf16Bits.ToFloat((ushort)(bits.GH >> 16)),
        };
    }

    public float Read(ArrayView<byte> cache, long index) => At(cache, index);

    public void Write(ArrayView<byte> cache, long index, float value) => cache.Cast<ushort>()[index] = Bf16Bits.FromFloat(value);
}
