using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>Activations that several matrices multiply; rounded once for all that want them so. Good until the memory behind it is used for other activations.</summary>
/// <param name="x">[tokens, columns]</param>
/// <param name="tokens">Rows.</param>
/// <param name="columns">Numbers in a row.</param>
/// <param name="rounded">Room for the same as quantised weights take it; may be empty where there are none.</param>
/// <param name="narrowed">Room for the same in 16 bits; may be empty where no tensor cores are used.</param>
internal sealed class MatMulInput(ArrayView<float> x, int tokens, int columns, ArrayView<float> rounded, ArrayView<Bits128> narrowed)
{
    public ArrayView<float> X => x;

    public int Tokens => tokens;

    public int Columns => columns;

    /// <summary>[tokens, columns]</summary>
    public ArrayView<float> Rounded => rounded;

    /// <summary>What <see cref="Rounded"/> holds now; None while it holds nothing.</summary>
    public Rounding RoundedFor { get; set; }

    /// <summary>[tokens, columns / 8]</summary>
    public ArrayView<Bits128> Narrowed => narrowed;

    /// <summary>What <see cref="Narrowed"/> holds now: bfloat16 or halves, of numbers rounded how; null while it holds nothing.</summary>
    public (bool Bf16, Rounding Of)? NarrowedFor { get; set; }
}
