using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>
/// 256 numbers in 144 bytes: half d; half dmin; 12 bytes of scales and minimums; 128 bytes of quants, 32 bytes for each 64 numbers
/// (the first 32 in the low halves). d scale q - dmin minimum.
/// </summary>
public readonly struct Q4_KFormat : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var i = (int)index & 255;
        return (tensor[(index >> 8) * 144 + 16 + ((i >> 6) << 5) + (i & 31)] >> ((i >> 3) & 4)) & 15;
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index) => SixBitScales.At(tensor, (index >> 8) * 144, ((int)index & 255) >> 5);
}
