using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>32 numbers in 34 bytes: half d; 32 signed bytes. q d.</summary>
public readonly struct Q8_0Format : IWeightFormat
{
    public float At(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 5) * 34;
        return (sbyte)tensor[block + 2 + ((int)index & 31)] * Blocks.Half(tensor, block);
    }

    public Octet Eight(ArrayView<byte> tensor, long index)
    {
        var block = (index >> 5) * 34;
        var d = Blocks.Half(tensor, block);
        var quants = block + 2 + ((int)index & 31);
        int ab = Blocks.Bits16(tensor, quants), cd = Blocks.Bits16(tensor, quants + 2), ef = Blocks.Bits16(tensor, quants + 4), gh = Blocks.Bits16(tensor, quants + 6);
        return new Octet
        {
            A = Blocks.LowByte(ab) * d,
            B = Blocks.HighByte(ab) * d,
            C = Blocks.LowByte(cd) * d,
            D = Blocks.HighByte(cd) * d,
            E = Blocks.LowByte(ef) * d,
            F = Blocks.HighByte(ef) * d,
            G = Blocks.LowByte(gh) * d,
            H = Blocks.HighByte(gh) * d,
        };
    }
}
