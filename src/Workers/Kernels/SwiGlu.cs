using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>The gated activation between the feed-forward matrices: silu(gate) * up, where silu(z) = z / (1 + e^-z).</summary>
public static class SwiGlu
{
    /// <summary>One thread per number; the result replaces the gate.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="gate">[count], becomes the result.</param>
    /// <param name="up">[count]</param>
    /// <param name="count">Tokens times the feed-forward width.</param>
    [Kernel]
    public static void Run(Index1D first, int step, ArrayView<float> gate, ArrayView<float> up, int count)
    {
        for (int i = first; i < count; i += step)
        {
            var z = gate[i];
            gate[i] = z / (1f + Exponential.Of(-z)) * up[i];
        }
    }
}
