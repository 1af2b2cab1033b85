using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Root mean square norm: y = x / sqrt(mean(x^2) + epsilon) * weight, row by row. Heads are rows too: [tokens * heads, headDim].
/// x and y may be the same memory.
/// </summary>
public static class RmsNorm
{
    /// <summary>The reference: one thread per row.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="weight">[columns]</param>
    /// <param name="y">[rows, columns]</param>
    /// <param name="rows">Rows of x and y.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="epsilon">Added to the mean.</param>
    [Kernel]
    public static void Run(Index1D first, int step, ArrayView<float> x, ArrayView<float> weight, ArrayView<float> y, int rows, int columns, float epsilon)
    {
        for (int row = first; row < rows; row += step)
        {
            var start = (long)row * columns;
            var sum = 0f;
            for (var c = 0; c < columns; c++) sum = Fused.MultiplyAdd(x[start + c], x[start + c], sum);
            var scale = 1f / MathF.Sqrt(sum / columns + epsilon);
            for (var c = 0; c < columns; c++) y[start + c] = x[start + c] * scale * weight[c];
        }
    }

    /// <summary>One warp per row: lane l sums columns l, l + 32, l + 64 and so on.</summary>
    [Kernel]
    public static void Warp(ArrayView<float> x, ArrayView<float> weight, ArrayView<float> y, int rows, int columns, float epsilon)
    {
        var row = Grid.IdxX * (Group.DimX / Warps.Size) + Group.IdxX / Warps.Size;
        if (row >= rows) return;
        var lane = Group.IdxX % Warps.Size;
        var start = (long)row * columns;
        var sum = 0f;
        for (var c = lane; c < columns; c += Warps.Size) sum = Fused.MultiplyAdd(x[start + c], x[start + c], sum);
        var scale = 1f / MathF.Sqrt(Warps.Sum(sum) / columns + epsilon);
        for (var c = lane; c < columns; c += Warps.Size) y[start + c] = x[start + c] * scale * weight[c];
    }
}
