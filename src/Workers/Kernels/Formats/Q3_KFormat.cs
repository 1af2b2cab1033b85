using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>
/// 256 numbers in 110 bytes: 32 bytes of third bits; 64 bytes of 2-bit quants, laid out as in Q2_K; 12 bytes with 16 scales of 6 bits; half d.
/// d (scale - 32) (q - 4).
/// </summary>
public readonly struct Q3_KFormat : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 8) * 110;
        var i = (int)index & 255;
        var low = (tensor[block + 32 + ((i >> 7) << 5) + (i & 31)] >> ((i >> 4) & 6)) & 3;
        var third = (tensor[block + (i & 31)] >> (i >> 5)) & 1;
        return low + (third << 2) - 4;
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index)
    {
        // Low four bits: 8 bytes, first the low halves, then the high ones. High two bits: 4 bytes, four scales in each.
        var scales = (index >> 8) * 110 + 96;
        var group = ((int)index & 255) >> 4;
        var low = (tensor[scales + (group & 7)] >> ((group >> 3) << 2)) & 15;
        var high = (tensor[scales + 8 + (group & 3)] >> ((group >> 2) << 1)) & 3;
        return new QuantScale(Blocks.Half(tensor, scales + 12) * ((low | (high << 4)) - 32));
    }
}
