using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>32 numbers in 24 bytes: half d; half m; 4 bytes with bit i for number i's fifth bit; 16 bytes of quants. q d + m.</summary>
public readonly struct Q5_1Format : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 5) * 24;
        var i = (int)index & 31;
        var fifth = (tensor[block + 4 + (i >> 3)] >> (i & 7)) & 1;
        return Blocks.Nibble(tensor, block + 8, i) + (fifth << 4);
    }

    public QuantScale Scale(ArrayView<byte> tensor, long index) => new(Blocks.Half(tensor, (index >> 5) * 24), Blocks.Half(tensor, (index >> 5) * 24 + 2));
}
