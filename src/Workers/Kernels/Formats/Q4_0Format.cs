using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>32 numbers in 18 bytes: half d; 16 bytes of quants. (q - 8) d.</summary>
public readonly struct Q4_0Format : IQuantFormat
{
    public int Quant(ArrayView<byte> tensor, long index) => Blocks.Nibble(tensor, (index >> 5) * 18 + 2, (int)index & 31) - 8;

    public QuantScale Scale(ArrayView<byte> tensor, long index) => new(Blocks.Half(tensor, (index >> 5) * 18));
}
