using ILGPU.IR.Intrinsics;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// The fused multiply-add of every kernel. Left to themselves, device compilers fuse some products with some sums, differently in each kernel;
/// so wherever a product is added to something the kernels say it here, and the same sum is the same number in all of them.
/// </summary>
public static class Fused
{
    /// <summary>a * b + c, rounded once.</summary>
    [IntrinsicImplementation]
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>a * b, rounded before anything is added to it later.</summary>
    public static float Multiply(float a, float b) => MultiplyAdd(a, b, 0f);
}
