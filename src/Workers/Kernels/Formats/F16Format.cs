using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Half precision, as bits.</summary>
public readonly struct F16Format : IWeightFormat, IKvFormat
{
    public float At(ArrayView<byte> tensor, long index) => HalfBits.ToFloat(tensor.Cast<ushort>()[index]);

    public Octet Eight(ArrayView<byte> tensor, long index)
    {
        var bits = tensor.Cast<Bits128>()[index >> 3];
        return new Octet
        {
            A = HalfBits.ToFloat((ushort)bits.AB),
            B = HalfBits.ToFloat((ushort)(bits.AB >> 16)),
            C = HalfBits.ToFloat((ushort)bits.CD),
            D = HalfBits.ToFloat((ushort)(bits.CD >> 16)),
            E = HalfBits.ToFloat((ushort)bits.EF),
            F = HalfBits.ToFloat((ushort)(bits.EF >> 16)),
            G = HalfBits.ToFloat((ushort)bits.GH),
            H = HalfBits.ToFloat((ushort)(bits.GH >> 16)),
        };
    }

    public float Read(ArrayView<byte> cache, long index) => At(cache, index);

    public void Write(ArrayView<byte> cache, long index, float value) => cache.Cast<ushort>()[index] = HalfBits.FromFloat(value);
}
