using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The compiled kernels that take each token by itself: embedding, norm, rotation, activation, gathering.</summary>
internal sealed class TokenKernels(IlgpuDevice device, ModelConfig config, TensorType embedding)
{
    private readonly EmbedLaunch _embed = device.Kernels.Strided<EmbedLaunch>(typeof(Embedding), nameof(Embedding.Run), FormatTypes.Weights[embedding]);
    private readonly GatherLaunch _gather = device.Kernels.Strided<GatherLaunch>(typeof(GatherRows), nameof(GatherRows.Run));
    private readonly RotateLaunch _rotate = device.Kernels.Strided<RotateLaunch>(typeof(Rope), nameof(Rope.Run));
    private readonly SwiGluLaunch _swiGlu = device.Kernels.Strided<SwiGluLaunch>(typeof(SwiGlu), nameof(SwiGlu.Run));
    private readonly NormWarpLaunch? _normWarp = device.HasWarps ? device.Kernels.Grouped<NormWarpLaunch>(typeof(RmsNorm), nameof(RmsNorm.Warp)) : null;
    private readonly NormLaunch? _normStrided = device.HasWarps ? null : device.Kernels.Strided<NormLaunch>(typeof(RmsNorm), nameof(RmsNorm.Run));

    /// <summary>y [count, Columns] = the tokens' rows of the table.</summary>
    public void Embed(ArrayView<int> tokens, DeviceTensor table, ArrayView<float> y, int count)
    {
        var threads = device.Threads((long)count * table.Columns);
        _embed(device.Compute, threads, threads, tokens, table.Bytes.View, y, count, table.Columns);
    }

    /// <summary>y [count, Hidden] = the given rows of x [.., Hidden].</summary>
    public void Gather(ArrayView<int> rows, ArrayView<float> x, ArrayView<float> y, int count)
    {
        var threads = device.Threads((long)count * config.Hidden);
        _gather(device.Compute, threads, threads, rows, x, y, count, config.Hidden);
    }

    /// <summary>y = norm of x, both [rows, length of weight]; may be the same memory.</summary>
    public void Norm(ArrayView<float> x, MemoryBuffer1D<float, Stride1D.Dense> weight, ArrayView<float> y, int rows)
    {
        var columns = (int)weight.Length;
        if (_normWarp is not null)
        {
            _normWarp(device.Compute, Launches.ForWarps(rows), x, weight.View, y, rows, columns, config.RmsEpsilon);
            return;
        }
        var threads = device.Threads(rows);
        _normStrided!(device.Compute, threads, threads, x, weight.View, y, rows, columns, config.RmsEpsilon);
    }

    /// <summary>Turns queries and keys in place.</summary>
    public void Rotate(ArrayView<float> q, ArrayView<float> k, ArrayView<int> positions, ArrayView<float> turns, int tokens)
    {
        var pairs = config.Rope.InverseFrequencies.Length;
        var threads = device.Threads((long)tokens * (config.Heads + config.KvHeads) * pairs);
        _rotate(device.Compute, threads, threads, q, k, positions, turns, tokens, config.Heads, config.KvHeads, config.HeadDim, pairs,
            config.Rope.Pairing == RopePairing.Interleaved ? 1 : 0);
    }

    /// <summary>gate = silu(gate) * up, both [tokens, FeedForward].</summary>
    public void Activate(ArrayView<float> gate, ArrayView<float> up, int tokens)
    {
        var threads = device.Threads((long)tokens * config.FeedForward);
        _swiGlu(device.Compute, threads, threads, gate, up, tokens * config.FeedForward);
    }

    private delegate void EmbedLaunch(AcceleratorStream stream, Index1D threads, int step, ArrayView<int> tokens, ArrayView<byte> table, ArrayView<float> y, int count, int columns);

    private delegate void GatherLaunch(AcceleratorStream stream, Index1D threads, int step, ArrayView<int> rows, ArrayView<float> x, ArrayView<float> y, int count, int columns);

    private delegate void NormLaunch(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> x, ArrayView<float> weight, ArrayView<float> y, int rows, int columns, float epsilon);

    private delegate void NormWarpLaunch(AcceleratorStream stream, KernelConfig groups, ArrayView<float> x, ArrayView<float> weight, ArrayView<float> y, int rows, int columns, float epsilon);

    private delegate void RotateLaunch(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> q, ArrayView<float> k, ArrayView<int> positions, ArrayView<float> turns, int tokens, int heads, int kvHeads, int headDim, int pairs, int interleaved);

    private delegate void SwiGluLaunch(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> gate, ArrayView<float> up, int count);
}
