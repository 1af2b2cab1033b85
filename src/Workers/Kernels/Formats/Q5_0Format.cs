using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>32 numbers in 22 bytes: half d; 4 bytes with bit i for number i's fifth bit; 16 bytes of quants. (q - 16) d.</summary>
public readonly struct Q5_0Format : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 5) * 22;
        var i = (int)index & 31;
        var fifth = (tensor[block + 2 + (i >> 3)] >> (i & 7)) & 1;
        return Blocks.Nibble(tensor, block + 6, i) + (fifth << 4) - 16;
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index) => new(Blocks.Half(tensor, (index >> 5) * 22));
}
