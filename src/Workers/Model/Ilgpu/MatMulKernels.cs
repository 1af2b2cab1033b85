using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The compiled matrix kernels, one set per tensor type, and the choice between them.</summary>
/// <param name="device">Where they run.</param>
/// <param name="fast">What takes the products of many tokens; null where every product has to be the same bits alone and in any batch.</param>
internal sealed class MatMulKernels(IlgpuDevice device, TensorProducts? fast) : IDisposable
{
    private readonly Dictionary<TensorType, Strided> _strided = [];
    private readonly Dictionary<TensorType, (Vector Vector, Tile Tile)> _grouped = [];
    private readonly RoundingKernels _rounding = new(device);
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _noBias = device.Allocate<float>(1, "an empty bias");

    /// <summary>Compiles what a matrix needs, so that no request waits for it.</summary>
    public void Prepare(DeviceTensor weights)
    {
        fast?.Prepare(weights);
        var format = FormatTypes.Weights[weights.Type];
        if (IsGrouped(weights))
        {
            if (_grouped.ContainsKey(weights.Type)) return;
            _grouped[weights.Type] = (
                device.Kernels.Grouped<Vector>(typeof(MatMul), nameof(MatMul.Vector), format),
                device.Kernels.Grouped<Tile>(typeof(MatMul), nameof(MatMul.Tile), format));
        }
        else if (!_strided.ContainsKey(weights.Type))
        {
            _strided[weights.Type] = device.Kernels.Strided<Strided>(typeof(MatMul), nameof(MatMul.Run), format);
        }
    }

    /// <summary>y [tokens, Rows] = x [tokens, Columns] W^T + bias, added to y when <paramref name="accumulate"/>; x rounded as <see cref="Roundings"/> says for W.</summary>
    public void Launch(DeviceTensor weights, MatMulInput input, ArrayView<float> y, bool accumulate = false)
    {
        var (rows, columns, tokens, add) = (weights.Rows, weights.Columns, input.Tokens, accumulate ? 1 : 0);
        var x = _rounding.Of(input, weights.Type);
        ArrayView<float> bias = weights.Bias is null ? _noBias.View.SubView(0, 0) : weights.Bias.View;
        if (fast is not null && fast.Takes(weights, tokens))
        {
            fast.Launch(weights, input, x, bias, y, accumulate);
        }
        else if (!IsGrouped(weights))
        {
            var threads = device.Threads((long)tokens * rows);
            _strided[weights.Type](device.Compute, threads, threads, x, weights.Bytes.View, bias, y, tokens, rows, columns, add);
        }
        else if (tokens == 1)
        {
            _grouped[weights.Type].Vector(device.Compute, Launches.ForWarps(rows), x, weights.Bytes.View, bias, y, rows, columns, add);
        }
        else
        {
            long tiles = (long)((rows + MatMul.TileRows - 1) / MatMul.TileRows) * ((tokens + MatMul.TileTokens - 1) / MatMul.TileTokens);
            _grouped[weights.Type].Tile(device.Compute, Launches.ForWarps(tiles), x, weights.Bytes.View, bias, y, tokens, rows, columns, add);
        }
    }

    public void Dispose() => device.Free(_noBias);

    private delegate void Strided(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int tokens, int rows, int columns, int accumulate);

    private delegate void Vector(AcceleratorStream stream, KernelConfig groups, ArrayView<float> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int rows, int columns, int accumulate);

    private delegate void Tile(AcceleratorStream stream, KernelConfig groups, ArrayView<float> x, ArrayView<byte> weights, ArrayView<float> bias, ArrayView<float> y, int tokens, int rows, int columns, int accumulate);

    // Depends on the matrix alone, never on the batch: the two kinds sum in different orders.
    private bool IsGrouped(DeviceTensor weights) => device.HasWarps && weights.Columns % 8 == 0;
}
