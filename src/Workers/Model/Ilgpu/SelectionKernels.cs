using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The compiled selection of the largest logits.</summary>
internal sealed class SelectionKernels(IlgpuDevice device) : IDisposable
{
    private readonly Strided? _strided = device.HasWarps ? null : device.Kernels.Strided<Strided>(typeof(TopLogits), nameof(TopLogits.Run));
    private readonly Group? _grouped = device.HasWarps ? device.Kernels.Grouped<Group>(typeof(TopLogits), nameof(TopLogits.Grouped)) : null;
    private MemoryBuffer1D<ulong, Stride1D.Dense>? _ranks;

    /// <summary>Ranks (see <see cref="TopLogits.Rank"/>) of each row's largest logits, [rows, count], until the next call.</summary>
    public ArrayView<ulong> Top(ArrayView<float> logits, int rows, int vocab, int count)
    {
        var pieces = (vocab + TopLogits.Piece - 1) / TopLogits.Piece;
        var partial = (long)rows * pieces * count;
        Reserve(partial + (long)rows * count);
        ArrayView<ulong> all = _ranks!.View;
        ArrayView<ulong> perPiece = all.SubView(0, partial), perRow = all.SubView(partial, (long)rows * count);
        Launch(logits, all.SubView(0, 0), perPiece, rows, vocab, pieces, count);
        if (pieces == 1) return perPiece;
        Launch(logits.SubView(0, 0), perPiece, perRow, rows, pieces * count, 1, count);
        return perRow;
    }

    public void Dispose()
    {
        if (_ranks is not null) device.Free(_ranks);
        _ranks = null;
    }

    private void Launch(ArrayView<float> logits, ArrayView<ulong> ranks, ArrayView<ulong> best, int rows, int width, int pieces, int count)
    {
        if (_grouped is not null)
        {
            _grouped(device.Compute, new KernelConfig(rows * pieces, TopLogits.Threads), logits, ranks, best, width, pieces, count);
            return;
        }
        var threads = device.Threads((long)rows * pieces);
        _strided!(device.Compute, threads, threads, logits, ranks, best, rows, width, pieces, count);
    }

    private void Reserve(long count)
    {
        if (_ranks is not null && _ranks.Length >= count) return;
        device.Compute.Synchronize();
        Dispose();
        _ranks = device.Allocate<ulong>(count, "the largest logits");
    }

    private delegate void Strided(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> logits, ArrayView<ulong> ranks, ArrayView<ulong> best, int rows, int width, int pieces, int count);

    private delegate void Group(AcceleratorStream stream, KernelConfig groups, ArrayView<float> logits, ArrayView<ulong> ranks, ArrayView<ulong> best, int width, int pieces, int count);
}
