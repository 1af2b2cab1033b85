using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>Reads any quantised format; eight neighbours look their scale up once.</summary>
public readonly struct Quantised<TQuant> : IWeightFormat where TQuant : struct, IQuantFormat
{
    public float At(ArrayView<byte> tensor, long index)
    {
        var scale = default(TQuant).Scale(tensor, index);
        return Fused.MultiplyAdd(default(TQuant).Quant(tensor, index), scale.Factor, scale.Offset);
    }

    public Octet Eight(ArrayView<byte> tensor, long index)
    {
        var format = default(TQuant);
        var scale = format.Scale(tensor, index);
        return new Octet
        {
            A = Fused.MultiplyAdd(format.Quant(tensor, index), scale.Factor, scale.Offset),
            B = Fused.MultiplyAdd(format.Quant(tensor, index + 1), scale.Factor, scale.Offset),
            C = Fused.MultiplyAdd(format.Quant(tensor, index + 2), scale.Factor, scale.Offset),
            D = Fused.MultiplyAdd(format.Quant(tensor, index + 3), scale.Factor, scale.Offset),
            E = Fused.MultiplyAdd(format.Quant(tensor, index + 4), scale.Factor, scale.Offset),
            F = Fused.MultiplyAdd(format.Quant(tensor, index + 5), scale.Factor, scale.Offset),
            G = Fused.MultiplyAdd(format.Quant(tensor, index + 6), scale.Factor, scale.Offset),
            H = Fused.MultiplyAdd(format.Quant(tensor, index + 7), scale.Factor, scale.Offset),
        };
    }
}
