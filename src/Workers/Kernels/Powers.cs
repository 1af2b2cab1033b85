using ILGPU.IR.Intrinsics;

namespace Orchestrator.Workers.Kernels;

/// <summary>Powers of 2 for kernels that need no exact ones.</summary>
public static class Powers
{
    /// <summary>log2 e: what a natural exponent becomes an exponent of 2 by.</summary>
    public const float Log2E = 1.44269504f;

    private const float Ln2 = 0.693147181f;

    /// <summary>2 to the power x, to about 2e-7 of itself; 0 of minus infinity. One instruction on CUDA.</summary>
    [IntrinsicImplementation]
    public static float OfTwo(float x) => Exponential.Of(x * Ln2);
}
