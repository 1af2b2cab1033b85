using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>
/// 256 numbers in 210 bytes: 128 bytes of low halves; 64 bytes of high bit pairs; 16 signed scales, one per 16 numbers; half d. d scale (q - 32).
/// Of a half block, number 32 j + l has its low bits in byte l + 32 (j mod 2), low or high half by j / 2, and its high ones in byte l at bit 2 j.
/// </summary>
public readonly struct Q6_KFormat : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 8) * 210;
        var i = (int)index & 255;
        var low = (tensor[block + ((i >> 7) << 6) + (i & 63)] >> ((i >> 4) & 4)) & 15;
        var high = (tensor[block + 128 + ((i >> 7) << 5) + (i & 31)] >> ((i >> 4) & 6)) & 3;
        return (low | (high << 4)) - 32;
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 8) * 210;
        return new QuantScale(Blocks.Half(tensor, block + 208) * (sbyte)tensor[block + 192 + (((int)index & 255) >> 4)]);
    }
}
