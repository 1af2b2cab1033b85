using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The compiled rounding of inputs before quantised matrices.</summary>
internal sealed class RoundingKernels(IlgpuDevice device)
{
    private readonly Warp? _warp = device.HasWarps ? device.Kernels.Grouped<Warp>(typeof(ByteRounding), nameof(ByteRounding.Warp)) : null;
    private readonly Strided? _strided = device.HasWarps ? null : device.Kernels.Strided<Strided>(typeof(ByteRounding), nameof(ByteRounding.Run));

    /// <summary>The input, [Tokens, Columns], as weights of a type are multiplied with it. Rounds at most once for neighbours of one kind.</summary>
    public ArrayView<float> Of(MatMulInput input, TensorType weights)
    {
        var rounding = Roundings.Of(weights);
        if (rounding == Rounding.None) return input.X;
        if (input.RoundedFor != rounding)
        {
            Launch(input.X, input.Rounded, (long)input.Tokens * input.Columns, rounding);
            input.RoundedFor = rounding;
        }
        return input.Rounded;
    }

    // A quantised row is whole blocks, and a block is as long as a group or a multiple of it.
    private void Launch(ArrayView<float> x, ArrayView<float> y, long count, Rounding rounding)
    {
        var (length, half) = rounding == Rounding.By32 ? (32, 1) : (256, 0);
        var threads = device.Threads(count / length);
        var groups = (int)(count / length);
        if (_warp is null) _strided!(device.Compute, threads, threads, x, y, groups, length, half);
        else _warp(device.Compute, Launches.ForWarps(groups), x, y, groups, length, half);
    }

    private delegate void Strided(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> x, ArrayView<float> y, int groups, int length, int half);

    private delegate void Warp(AcceleratorStream stream, KernelConfig warps, ArrayView<float> x, ArrayView<float> y, int groups, int length, int half);
}
