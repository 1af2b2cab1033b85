using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>
/// 256 numbers in 176 bytes: half d; half dmin; 12 bytes of scales and minimums; 32 bytes of fifth bits, bit g of byte l for number 32 g + l;
/// 128 bytes of quants, laid out as in Q4_K. d scale q - dmin minimum.
/// </summary>
public readonly struct Q5_KFormat : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 8) * 176;
        var i = (int)index & 255;
        var low = (tensor[block + 48 + ((i >> 6) << 5) + (i & 31)] >> ((i >> 3) & 4)) & 15;
        return low + (((tensor[block + 16 + (i & 31)] >> (i >> 5)) & 1) << 4);
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index) => SixBitScales.At(tensor, (index >> 8) * 176, ((int)index & 255) >> 5);
}
