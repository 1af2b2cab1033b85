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
            A = (sbyte)ab * d,
            B = (sbyte)(ab >> 8) * d,
            C = (sbyte)cd * d,
            D = (sbyte)(cd >> 8) * d,
            E = (sbyte)ef * d,
            F = (sbyte)(ef >> 8) * d,
            G = (sbyte)gh * d,
            H = (sbyte)(gh >> 8) * d,
        };
    }
}
