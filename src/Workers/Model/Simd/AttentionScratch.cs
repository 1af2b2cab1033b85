using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>One thread's working memory for attention, sized for the largest piece.</summary>
internal sealed unsafe class AttentionScratch : IDisposable
{
    private readonly NativeFloats _memory;

    public AttentionScratch(KvLayout layout, int queries)
    {
        // Tiles are computed whole.
        queries += OuterTile.MostHeight - 1;
        Width = (layout.HeadDim + OuterTile.Width - 1) / OuterTile.Width * OuterTile.Width;
        long vectors = (long)queries * layout.HeadDim;
        long outputs = (long)queries * Width;
        long block = (long)KvLayout.BlockSize * Width;
        // Rounded so that each part starts on a cache line.
        vectors = (vectors + 15) / 16 * 16;
        _memory = new(vectors + outputs + queries * (KvLayout.BlockSize + Lanes.Count + 1L) + 2 * block + 16);
        Queries = _memory.Start;
        Outputs = Queries + vectors;
        Scores = Outputs + outputs;
        Keys = Scores + (long)queries * KvLayout.BlockSize;
        Values = Keys + block;
        Sums = Values + block;
        Largest = Sums + (long)queries * Lanes.Count;
    }

    /// <summary>HeadDim rounded up to whole tiles: from one row of outputs or values to the next.</summary>
    public int Width { get; }

    /// <summary>[queries, HeadDim].</summary>
    public float* Queries { get; }

    /// <summary>[queries, Width]: values weighted so far.</summary>
    public float* Outputs { get; }

    /// <summary>[queries, BlockSize]: scores, then weights, of one block.</summary>
    public float* Scores { get; }

    /// <summary>[HeadDim, BlockSize]: one block's keys, widened.</summary>
    public float* Keys { get; }

    /// <summary>[BlockSize, Width]: one block's values, widened; zeros past HeadDim.</summary>
    public float* Values { get; }

    /// <summary>[queries, 8]: weights summed so far.</summary>
    public float* Sums { get; }

    /// <summary>[queries]: the largest score so far.</summary>
    public float* Largest { get; }

    public void Dispose() => _memory.Dispose();
}
