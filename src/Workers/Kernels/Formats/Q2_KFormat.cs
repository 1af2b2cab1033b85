using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>
/// 256 numbers in 84 bytes: 16 bytes, one per 16 numbers, scale in the low half and minimum in the high half; 64 bytes of 2-bit quants; half d; half dmin.
/// d scale q - dmin minimum. A byte holds numbers l, l + 32, l + 64 and l + 96 of a half block.
/// </summary>
public readonly struct Q2_KFormat : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var i = (int)index & 255;
        return (tensor[(index >> 8) * 84 + 16 + ((i >> 7) << 5) + (i & 31)] >> ((i >> 4) & 6)) & 3;
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 8) * 84;
        int scales = tensor[block + (((int)index & 255) >> 4)];
        return new QuantScale(Blocks.Half(tensor, block + 80) * (scales & 15), -(Blocks.Half(tensor, block + 82) * (scales >> 4)));
    }
}
