using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Draws an index with a probability proportional to its weight: the inverse of the cumulative sum, in order of index.</summary>
/// <param name="count">Weights of one draw.</param>
public sealed class Lottery(int count)
{
    private const int ChunkLength = 256;

    // Sums of chunks first, so that a draw from a large vocabulary walks one chunk number by number.
    private readonly double[] _chunks = new double[(count + ChunkLength - 1) / ChunkLength];

    /// <summary>The sum of all weights, chunk by chunk.</summary>
    /// <param name="weights">[count], none negative.</param>
    public double Total(ReadOnlySpan<float> weights)
    {
        var total = 0.0;
        for (var chunk = 0; chunk < _chunks.Length; chunk++)
        {
            _chunks[chunk] = Sum(Chunk(weights, chunk));
            total += _chunks[chunk];
        }
        return total;
    }

    /// <summary>The index whose part of the cumulative sum holds <paramref name="chance"/> * total; never one of weight 0.</summary>
    /// <param name="weights">[count], none negative, at least one positive.</param>
    /// <param name="chance">In [0, 1).</param>
    public int Draw(ReadOnlySpan<float> weights, double chance)
    {
        var target = chance * Total(weights);
        var chunk = Find(ref target);
        return chunk * ChunkLength + Find(Chunk(weights, chunk), target);
    }

    /// <summary>The same, of a row whose other weights are 0.</summary>
    /// <param name="indexes">Rising, each below count.</param>
    /// <param name="weights">Of each of <paramref name="indexes"/>, none negative, at least one positive; more are not looked at.</param>
    /// <param name="chance">In [0, 1).</param>
    public int Draw(ReadOnlySpan<int> indexes, ReadOnlySpan<float> weights, double chance)
    {
        Array.Clear(_chunks);
        Span<float> chunk = stackalloc float[ChunkLength];
        foreach (var index in indexes)
        {
            var at = index / ChunkLength;
            if (_chunks[at] == 0) _chunks[at] = Sum(Spread(indexes, weights, at, chunk));
        }
        var total = 0.0;
        foreach (var sum in _chunks) total += sum;
        var target = chance * total;
        var drawn = Find(ref target);
        return drawn * ChunkLength + Find(Spread(indexes, weights, drawn, chunk), target);
    }

    // The chunk that holds the target, which becomes what is left of it there.
    private int Find(ref double target)
    {
        var chunk = 0;
        while (chunk < _chunks.Length - 1 && target >= _chunks[chunk]) target -= _chunks[chunk++];
        // Rounding can carry the target past the last positive weight: then that one is meant.
        while (_chunks[chunk] == 0) chunk--;
        return chunk;
    }

    private static int Find(ReadOnlySpan<float> drawn, double target)
    {
        var last = 0;
        for (var i = 0; i < drawn.Length; i++)
        {
            if (drawn[i] == 0) continue;
            last = i;
            target -= drawn[i];
            if (target < 0) break;
        }
        return last;
    }

    // A chunk as it would lie in the whole row.
    private Span<float> Spread(ReadOnlySpan<int> indexes, ReadOnlySpan<float> weights, int chunk, Span<float> room)
    {
        var start = chunk * ChunkLength;
        var numbers = room[..Math.Min(ChunkLength, count - start)];
        numbers.Clear();
        for (var i = 0; i < indexes.Length; i++)
        {
            if (indexes[i] >= start && indexes[i] < start + numbers.Length) numbers[indexes[i] - start] = weights[i];
        }
        return numbers;
    }

    private static ReadOnlySpan<float> Chunk(ReadOnlySpan<float> weights, int chunk) =>
        weights[(chunk * ChunkLength)..Math.Min(weights.Length, (chunk + 1) * ChunkLength)];

    private static double Sum(ReadOnlySpan<float> weights)
    {
        var lanes = Vector256<float>.Zero;
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        foreach (var vector in vectors) lanes += vector;
        double sum = Lanes.Sum(lanes);
        foreach (var weight in weights[(vectors.Length * Lanes.Count)..]) sum += weight;
        return sum;
    }
}
