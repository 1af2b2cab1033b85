using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>What the device can do: the speed of a copy, and the most multiplications that the fastest way to multiply matrices reaches.</summary>
/// <param name="CopyBytesPerSecond">Bytes read and bytes written.</param>
/// <param name="MatrixOperationsPerSecond">A multiplication and an addition count as two.</param>
/// <param name="MatrixWay">How the rate was reached: "mma" and "cublas" on bf16, "fp32" where there are no tensor cores.</param>
internal sealed record Yardsticks(double CopyBytesPerSecond, double MatrixOperationsPerSecond, string MatrixWay)
{
    private const int Chains = 4, Rounds = 512, CuBlasSide = 4096;

    public static Yardsticks Measure(IlgpuDevice device, KernelTimer timer, KernelShape shape)
    {
        using var buffers = new KernelBuffers(device);
        ArrayView<byte> from = buffers.Bytes(shape.CopyBytes).View, to = buffers.Bytes(shape.CopyBytes).View;
        var copy = 2 * shape.CopyBytes / timer.Seconds(_ => from.CopyTo(device.Compute, to));
        var (rate, way) = device.HasTensorCores ? TensorRate(device, timer, buffers) : PlainRate(device, timer, buffers, shape);
        return new Yardsticks(copy, rate, way);
    }

    private static (double Rate, string Way) TensorRate(IlgpuDevice device, KernelTimer timer, KernelBuffers buffers)
    {
        var groups = 8 * device.Accelerator.NumMultiprocessors;
        var y = buffers.Floats(groups);
        var run = device.Accelerator.LoadKernel<ArrayView<float>, int>(Multiply);
        // 16 x 8 x 16 products an instruction, of which each of the four warps makes so many.
        var operations = 2.0 * 16 * 8 * 16 * Chains * Rounds * 4 * groups;
        var own = operations / timer.Seconds(_ => run(device.Compute, new KernelConfig(groups, 4 * Warps.Size), y, Rounds));
        using var library = CuBlas.TryOpen(device);
        if (library is null) return (own, "mma");
        var weights = buffers.Matrix(TensorType.BF16, CuBlasSide, CuBlasSide);
        ArrayView<byte> x = buffers.Bytes(2L * CuBlasSide * CuBlasSide).View;
        var result = buffers.Floats((long)CuBlasSide * CuBlasSide);
        var theirs = 2.0 * CuBlasSide * CuBlasSide * CuBlasSide / timer.Seconds(_ =>
            library.Multiply(weights, x.LoadEffectiveAddressAsPtr(), result.LoadEffectiveAddressAsPtr(), CuBlasSide, accumulate: false));
        return theirs > own ? (theirs, "cublas") : (own, "mma");
    }

    private static (double Rate, string Way) PlainRate(IlgpuDevice device, KernelTimer timer, KernelBuffers buffers, KernelShape shape)
    {
        var threads = shape.Shortest > 0 ? 1 << 18 : Math.Min(device.Threads, 64);
        var y = buffers.Floats(threads);
        var run = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, int>(MultiplyPlainly);
        return (2.0 * Chains * Rounds * threads / timer.Seconds(_ => run(threads, y, Rounds)), "fp32");
    }

    // Chains of instructions that wait for nothing but themselves, on registers alone; what they compute only has to be stored somewhere.
    internal static void Multiply(ArrayView<float> y, int rounds)
    {
        uint one = 0x3F803F80, half = 0x3F003F00;
        Quad<float> a = default, b = default, c = default, d = default;
        for (var i = 0; i < rounds; i++)
        {
            a = TensorCore.MultiplyBf16(one, half, one, half, half, half, a);
            b = TensorCore.MultiplyBf16(half, half, one, one, half, half, b);
            c = TensorCore.MultiplyBf16(one, one, half, half, half, half, c);
            d = TensorCore.MultiplyBf16(one, half, half, one, half, half, d);
        }
        if (Group.IdxX == 0) y[Grid.IdxX] = a.A + b.B + c.C + d.D;
    }

    private static void MultiplyPlainly(Index1D i, ArrayView<float> y, int rounds)
    {
        float x = 1f / (i + 2), a = x, b = x + 1, c = x + 2, d = x + 3;
        for (var round = 0; round < rounds; round++)
        {
            a = Fused.MultiplyAdd(a, x, 0.5f);
            b = Fused.MultiplyAdd(b, x, 0.25f);
            c = Fused.MultiplyAdd(c, x, 0.125f);
            d = Fused.MultiplyAdd(d, x, 0.0625f);
        }
        y[i] = a + b + c + d;
    }
}
