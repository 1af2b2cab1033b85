using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>Picks the rows whose logits are wanted.</summary>
public static class GatherRows
{
    /// <summary>One thread per number of the result.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="rows">[count]</param>
    /// <param name="x">[.., columns]</param>
    /// <param name="y">[count, columns]</param>
    /// <param name="count">Rows of y.</param>
    /// <param name="columns">Numbers in a row.</param>
    [Kernel]
    public static void Run(Index1D first, int step, ArrayView<int> rows, ArrayView<float> x, ArrayView<float> y, int count, int columns)
    {
        for (int i = first; i < count * columns; i += step)
            y[i] = x[(long)rows[i / columns] * columns + i % columns];
    }
}
