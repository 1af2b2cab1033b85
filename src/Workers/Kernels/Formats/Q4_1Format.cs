using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>32 numbers in 20 bytes: half d; half m; 16 bytes of quants. q d + m.</summary>
public readonly struct Q4_1Format : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index) => Blocks.Nibble(tensor, (index >> 5) * 20 + 4, (int)index & 31);

    public QuantScale Scale(ArrayView<byte> tensor, long index) => new(Blocks.Half(tensor, (index >> 5) * 20), Blocks.Half(tensor, (index >> 5) * 20 + 2));
}
