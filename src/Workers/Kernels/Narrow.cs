using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>Rounds activations to the 16-bit numbers in which the tensor cores multiply.</summary>
public static class Narrow
{
    /// <summary>One thread per eight numbers.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="x">[8 * octets]</param>
    /// <param name="y">[octets]</param>
    /// <param name="octets">Numbers / 8.</param>
    [Kernel]
    public static void Run<TFormat>(Index1D first, int step, ArrayView<float> x, ArrayView<Bits128> y, int octets) where TFormat : struct, ITensorFormat
    {
        var format = default(TFormat);
        var wide = x.Cast<Octet>();
        for (int i = first; i < octets; i += step)
        {
            var eight = wide[i];
            y[i] = new Bits128 { AB = format.Pack(eight.A, eight.B), CD = format.Pack(eight.C, eight.D), EF = format.Pack(eight.E, eight.F), GH = format.Pack(eight.G, eight.H) };
        }
    }
}
