using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>Looks up the tokens' rows in the embedding matrix.</summary>
public static class Embedding
{
    /// <summary>One thread per number of the result.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="tokens">[count], all below the vocabulary's size.</param>
    /// <param name="table">[vocab, columns]</param>
    /// <param name="y">[count, columns]</param>
    /// <param name="count">Rows of y.</param>
    /// <param name="columns">Numbers in a row.</param>
    [Kernel]
    public static void Run<TFormat>(Index1D first, int step, ArrayView<int> tokens, ArrayView<byte> table, ArrayView<float> y, int count, int columns)
        where TFormat : struct, IWeightFormat
    {
        var format = default(TFormat);
        for (int i = first; i < count * columns; i += step)
            y[i] = format.At(table, (long)tokens[i / columns] * columns + i % columns);
    }
}
