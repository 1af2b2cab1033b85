using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>
/// Prefill's matrix products in 16-bit numbers: by cuBLAS for the matrices that it takes, if it is installed, else by our own kernels.
/// Fast, but not the bits of the other kernels: activations are rounded, and a step's size decides who computes.
/// </summary>
internal sealed class TensorProducts : IDisposable
{
    // With fewer tokens a square is mostly empty, and the time is that of reading the weights, which the fp32 kernels do as well.
    private const int FewestTokens = 16;

    private readonly IlgpuDevice _device;
    private readonly CuBlas? _cuBlas;
    private readonly Dictionary<TensorType, (Narrowing Narrow, Square Small, Square Large)> _kernels = [];

    public TensorProducts(IlgpuDevice device, bool cuBlas = true)
    {
        _device = device;
        _cuBlas = cuBlas ? CuBlas.TryOpen(device) : null;
    }

    /// <summary>Which way 16-bit matrices go: "cublas" or "mma".</summary>
    public string Way => _cuBlas is null ? "mma" : "cublas";

    /// <summary>Whether a matrix can go this way at all.</summary>
    public static bool CanTake(DeviceTensor weights) => FormatTypes.Tensors.ContainsKey(weights.Type) && weights.Columns % TensorMatMul.Columns == 0;

    /// <summary>Whether a product goes this way.</summary>
    public bool Takes(DeviceTensor weights, int tokens) => tokens >= FewestTokens && _kernels.ContainsKey(weights.Type) && CanTake(weights);

    /// <summary>Compiles what a matrix needs.</summary>
    public void Prepare(DeviceTensor weights)
    {
        if (!CanTake(weights) || _kernels.ContainsKey(weights.Type)) return;
        var format = FormatTypes.Tensors[weights.Type];
        _kernels[weights.Type] = (
            _device.Kernels.Strided<Narrowing>(typeof(Narrow), nameof(Narrow.Run), format),
            _device.Kernels.Grouped<Square>(typeof(TensorMatMul), nameof(TensorMatMul.Small), format),
            _device.Kernels.Grouped<Square>(typeof(TensorMatMul), nameof(TensorMatMul.Large), format));
    }

    /// <summary>See <see cref="MatMulKernels.Launch"/>; <paramref name="x"/> is the input as these weights take it.</summary>
    public void Launch(DeviceTensor weights, MatMulInput input, ArrayView<float> x, ArrayView<float> bias, ArrayView<float> y, bool accumulate)
    {
        NarrowOnce(weights.Type, input, x);
        if (_cuBlas is not null && CuBlas.Takes(weights))
        {
            _cuBlas.Multiply(weights, input.Narrowed.LoadEffectiveAddressAsPtr(), y.LoadEffectiveAddressAsPtr(), input.Tokens, accumulate);
            return;
        }
        var kernels = _kernels[weights.Type];
        // Large squares read less, small ones keep more of the GPU busy.
        var large = Groups(TensorMatMul.LargeSide) >= _device.Accelerator.NumMultiprocessors && _device.Accelerator.MaxNumThreadsPerGroup >= TensorMatMul.LargeThreads;
        var side = large ? TensorMatMul.LargeSide : TensorMatMul.SmallSide;
        var groups = new KernelConfig(new Index3D(Along(input.Tokens, side), Along(weights.Rows, side), 1), new Index3D(large ? TensorMatMul.LargeThreads : TensorMatMul.SmallThreads, 1, 1));
        (large ? kernels.Large : kernels.Small)(_device.Compute, groups, input.Narrowed, weights.Bytes.View, bias, y, input.Tokens, weights.Rows, weights.Columns, accumulate ? 1 : 0);

        long Groups(int along) => (long)Along(input.Tokens, along) * Along(weights.Rows, along);
    }

    public void Dispose()
    {
        _device.Bind();
        _cuBlas?.Dispose();
    }

    private void NarrowOnce(TensorType type, MatMulInput input, ArrayView<float> x)
    {
        var wanted = (type == TensorType.BF16, Roundings.Of(type));
        if (input.NarrowedFor == wanted) return;
        var octets = input.Tokens * input.Columns / 8;
        var threads = _device.Threads(octets);
        _kernels[type].Narrow(_device.Compute, threads, threads, x, input.Narrowed, octets);
        input.NarrowedFor = wanted;
    }

    private static int Along(int length, int side) => (length + side - 1) / side;

    private delegate void Narrowing(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> x, ArrayView<Bits128> y, int octets);

    private delegate void Square(AcceleratorStream stream, KernelConfig groups, ArrayView<Bits128> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int tokens, int rows, int columns, int accumulate);
}
