using Orchestrator.Workers.KvCache;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Sequences with random keys and values in scattered blocks of one layer's cache, and plain attention over them.</summary>
internal sealed class PagedCache
{
    public const int Blocks = 64;

    /// <param name="random">Where the numbers come from.</param>
    /// <param name="lengths">Positions of each sequence.</param>
    /// <param name="kvHeads">Key heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    public PagedCache(Random random, int[] lengths, int kvHeads, int headDim)
    {
        KvHeads = kvHeads;
        HeadDim = headDim;
        var free = Enumerable.Range(0, Blocks).ToArray();
        random.Shuffle(free);
        var next = 0;
        Tables = [.. lengths.Select(length => Enumerable.Range(0, (length + KvLayout.BlockSize - 1) / KvLayout.BlockSize).Select(_ => free[next++]).ToArray())];
        Keys = [.. lengths.Select(length => random.Floats(length * Width))];
        Values = [.. lengths.Select(length => random.Floats(length * Width))];
    }

    public int KvHeads { get; }
    public int HeadDim { get; }
    public int Width => KvHeads * HeadDim;
    public int[][] Tables { get; }

    /// <summary>Per sequence, [length, kvHeads, headDim].</summary>
    public float[][] Keys { get; }

    /// <summary>Per sequence, [length, kvHeads, headDim].</summary>
    public float[][] Values { get; }

    /// <summary>The layer as it lies on the device: [blocks, 2, BlockSize, kvHeads, headDim]. Numbers that belong to no position are NaN.</summary>
    public float[] Layer()
    {
        var layer = new float[Blocks * 2 * KvLayout.BlockSize * Width];
        Array.Fill(layer, float.NaN);
        for (var s = 0; s < Tables.Length; s++)
        {
            for (var i = 0; i < Keys[s].Length; i++)
            {
                var position = i / Width;
                var at = (Tables[s][position / KvLayout.BlockSize] * 2 * KvLayout.BlockSize + position % KvLayout.BlockSize) * Width + i % Width;
                layer[at] = Keys[s][i];
                layer[at + KvLayout.BlockSize * Width] = Values[s][i];
            }
        }
        return layer;
    }

    /// <summary>One head's attention at one position of a sequence, in double.</summary>
    public double[] Attend(int sequence, int position, ReadOnlySpan<float> q, int kvHead)
    {
        var scores = new double[position + 1];
        for (var p = 0; p <= position; p++)
        {
            for (var d = 0; d < HeadDim; d++) scores[p] += (double)q[d] * Keys[sequence][p * Width + kvHead * HeadDim + d];
            scores[p] /= Math.Sqrt(HeadDim);
        }
        var largest = scores.Max();
        var weights = scores.Select(score => Math.Exp(score - largest)).ToArray();
        var y = new double[HeadDim];
        for (var d = 0; d < HeadDim; d++)
            y[d] = weights.Select((weight, p) => weight * Values[sequence][p * Width + kvHead * HeadDim + d]).Sum() / weights.Sum();
        return y;
    }
}
