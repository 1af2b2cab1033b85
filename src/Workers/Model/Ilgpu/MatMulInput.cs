using ILGPU;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>Activations that several matrices multiply; rounded to 16 bits once for all that want it. Good until the memory behind it is used for other activations.</summary>
/// <param name="x">[tokens, columns]</param>
/// <param name="tokens">Rows.</param>
/// <param name="columns">Numbers in a row.</param>
/// <param name="rounded">Room for the same in 16 bits; empty where nothing is rounded.</param>
internal sealed class MatMulInput(ArrayView<float> x, int tokens, int columns, ArrayView<Bits128> rounded)
{
    public ArrayView<float> X => x;

    public int Tokens => tokens;

    public int Columns => columns;

    /// <summary>[tokens, columns / 8]</summary>
    public ArrayView<Bits128> Rounded => rounded;

    /// <summary>The type of the matrix that <see cref="Rounded"/> was filled for last: BF16 or another, which means halves; null while it is not filled.</summary>
    public TensorType? RoundedFor { get; set; }
}
