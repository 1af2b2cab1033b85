using ILGPU;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// The arithmetic that the grouped attention kernels share. A group has one thread per number of a head (a multiple of 32) and works on one token and head.
/// Positions are cut into splits of 256 at absolute places; a split is computed in tiles of 32; splits are merged in order. Whether one group walks
/// all splits (prefill) or each split has its own group (decode), every number is computed in the same order. Structure: FlashDecoding (Dao et al. 2023).
/// </summary>
public static class AttentionSplit
{
    /// <summary>Positions in a split: enough work for a group, and few enough that a long context keeps a whole GPU busy.</summary>
    public const int Length = 256;

    private const int Tile = 32;

    /// <summary>What one thread knows about the positions seen so far: the largest score, the sum of the weights relative to it, and its own number of the weighted values.</summary>
    public struct State
    {
        public float Largest, Total, Value;
    }

    /// <summary>No positions.</summary>
    public static State Empty => new() { Largest = float.NegativeInfinity };

    /// <summary>Attends to positions <paramref name="from"/> to <paramref name="end"/> - 1 of one split, at least one. All threads of the group must call it.</summary>
    /// <param name="q">All queries.</param>
    /// <param name="query">Index of the head's first number in q.</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="blocks">The sequence's block table.</param>
    /// <param name="head">Offset of the key head in a token's keys: kvHead * headDim.</param>
    /// <param name="width">kvHeads * headDim.</param>
    /// <param name="from">A multiple of <see cref="Length"/>.</param>
    /// <param name="end">At most from + Length.</param>
    /// <param name="scale">1 / sqrt(headDim).</param>
    public static State Attend<TKv>(ArrayView<float> q, long query, ArrayView<byte> cache, ArrayView<int> blocks, int head, int width, int from, int end, float scale)
        where TKv : struct, IKvFormat
    {
        var format = default(TKv);
        var scores = SharedMemory.Allocate<float>(Tile);
        var weights = SharedMemory.Allocate<float>(Tile);
        int headDim = Group.DimX, thread = Group.IdxX, lane = thread % Warps.Size;
        var state = Empty;
        for (var tile = from; tile < end; tile += Tile)
        {
            // Each warp takes every n-th position, its lanes the numbers of the head.
            for (var j = thread / Warps.Size; j < Tile; j += headDim / Warps.Size)
            {
                var score = float.NegativeInfinity;
                if (tile + j < end)
                {
                    var key = KvPlace.Keys(blocks[(tile + j) / KvLayout.BlockSize], tile + j, width) + head;
                    var sum = 0f;
                    for (var d = lane; d < headDim; d += Warps.Size) sum = Fused.MultiplyAdd(q[query + d], format.Read(cache, key + d), sum);
                    score = Fused.Multiply(Warps.Sum(sum), scale);
                }
                if (lane == 0) scores[j] = score;
            }
            Group.Barrier();

            var largest = state.Largest;
            for (var j = 0; j < Tile; j++) largest = IntrinsicMath.Max(largest, scores[j]);
            if (thread < Tile) weights[thread] = Exponential.Of(scores[thread] - largest);
            Group.Barrier();

            var shrink = Exponential.Of(state.Largest - largest);
            state.Largest = largest;
            state.Value = Fused.Multiply(state.Value, shrink);
            var total = 0f;
            for (var j = 0; j < Tile && tile + j < end; j++)
            {
                var value = KvPlace.Keys(blocks[(tile + j) / KvLayout.BlockSize], tile + j, width) + head + KvPlace.ToValues(width);
                total += weights[j];
                state.Value = Fused.MultiplyAdd(weights[j], format.Read(cache, value + thread), state.Value);
            }
            state.Total = Fused.MultiplyAdd(state.Total, shrink, total);
            Group.Barrier();
        }
        return state;
    }

    /// <summary>Both sets of positions together, <paramref name="before"/> coming first.</summary>
    public static State Merge(State before, State after)
    {
        var largest = IntrinsicMath.Max(before.Largest, after.Largest);
        float shrinkBefore = Exponential.Of(before.Largest - largest), shrinkAfter = Exponential.Of(after.Largest - largest);
        return new State
        {
            Largest = largest,
            Total = Fused.MultiplyAdd(before.Total, shrinkBefore, after.Total * shrinkAfter),
            Value = Fused.MultiplyAdd(before.Value, shrinkBefore, after.Value * shrinkAfter),
        };
    }
}
