using System.Runtime.Intrinsics;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// Attention over the paged cache, block after block in order of position, with a running softmax (Milakov and Gimelshein, 2018; Dao et al., 2022).
/// A query's result depends on its own vector and the stored keys and values alone: blocks begin at multiples of 16 positions whatever the
/// chunk, and what other queries of the piece do never enters.
/// </summary>
internal sealed unsafe class PagedAttention(KvMemory memory, KvLayout layout, int heads)
{
    private const int BlockSize = KvLayout.BlockSize;
    private readonly int _group = heads / layout.KvHeads;
    private readonly float _scale = 1 / MathF.Sqrt(layout.HeadDim);

    /// <summary>New tokens of a piece: together with the query heads that share a KV head about 32 queries, which share each block's widening.</summary>
    public int PieceTokens => Math.Max(1, 32 / _group);

    /// <summary>Queries of the largest piece.</summary>
    public int PieceQueries => PieceTokens * _group;

    /// <summary>Replaces the queries of a piece by their attention outputs.</summary>
    /// <param name="layer">Layer.</param>
    /// <param name="kvHead">The KV head and the query heads that share it.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="piece">Which of its new tokens.</param>
    /// <param name="rows">[batch tokens, stride]: queries of all heads, turned by their position.</param>
    /// <param name="stride">Floats from one token's queries to the next.</param>
    /// <param name="scratch">The thread's own.</param>
    public void Compute(int layer, int kvHead, SequenceSlice sequence, AttentionPiece piece, float* rows, int stride, AttentionScratch scratch)
    {
        var queries = piece.Tokens * _group;
        var firstPosition = sequence.Start + piece.FirstToken;
        var first = rows + (long)(sequence.FirstRow + piece.FirstToken) * stride + kvHead * _group * layout.HeadDim;
        Begin(first, stride, queries, scratch);
        var blocks = sequence.Blocks.Span;
        for (var block = 0; block * BlockSize < firstPosition + piece.Tokens; block++)
        {
            // How many of the block's positions query i may see; queries before `begin` end in an earlier block.
            var ahead = firstPosition + 1 - block * BlockSize;
            var begin = ahead > 0 ? 0 : (1 - ahead) * _group;
            Score(memory.Keys(layer, blocks[block], kvHead), begin, queries, scratch);
            for (var i = begin; i < queries; i++) Weigh(i, ahead + i / _group, scratch);
            Gather(memory.Values(layer, blocks[block], kvHead), begin, queries, ahead, scratch);
        }
        End(first, stride, queries, scratch);
    }

    private void Begin(float* first, int stride, int queries, AttentionScratch scratch)
    {
        for (var i = 0; i < queries; i++)
        {
            Row(first, stride, i).CopyTo(new Span<float>(scratch.Queries + i * layout.HeadDim, layout.HeadDim));
            scratch.Largest[i] = float.NegativeInfinity;
        }
        new Span<float>(scratch.Outputs, queries * scratch.Width).Clear();
        new Span<float>(scratch.Sums, queries * Lanes.Count).Clear();
    }

    private void Score(byte* stored, int begin, int queries, AttentionScratch scratch)
    {
        var keys = layout.Element == KvElement.F32 ? (float*)stored : scratch.Keys;
        if (keys == scratch.Keys)
        {
            for (var i = 0; i < layout.HeadDim * BlockSize; i += Lanes.Count) KvNumbers.Load(layout.Element, stored, i).Store(keys + i);
        }
        new Span<float>(scratch.Scores + begin * BlockSize, (queries - begin) * BlockSize).Clear();
        // Past the last query the tile computes what nobody reads.
        for (var query = begin; query < queries; query += OuterTile.Height)
            OuterTile.AddAll(scratch.Queries + query * layout.HeadDim, layout.HeadDim, keys, BlockSize, layout.HeadDim, scratch.Scores + query * BlockSize, BlockSize);
    }

    // Scores to weights e^(score - largest so far); what was gathered under a smaller largest score shrinks accordingly.
    private void Weigh(int query, int seen, AttentionScratch scratch)
    {
        var scores = scratch.Scores + query * BlockSize;
        var (a, b) = (Vector256.Load(scores) * _scale, Vector256.Load(scores + Lanes.Count) * _scale);
        if (seen < BlockSize)
        {
            // The rest of the block holds later tokens, or whatever the block's last owner left.
            var lane = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
            var none = Vector256.Create(float.NegativeInfinity);
            a = Vector256.ConditionalSelect(Vector256.LessThan(lane, Vector256.Create(seen)).AsSingle(), a, none);
            b = Vector256.ConditionalSelect(Vector256.LessThan(lane, Vector256.Create(seen - Lanes.Count)).AsSingle(), b, none);
        }
        var largest = Lanes.Max(Vector256.MaxNative(a, b));
        var sums = Vector256.Load(scratch.Sums + query * Lanes.Count);
        if (largest > scratch.Largest[query])
        {
            var factor = Exponential.Of(scratch.Largest[query] - largest);
            scratch.Largest[query] = largest;
            sums *= factor;
            var outputs = scratch.Outputs + query * scratch.Width;
            for (var d = 0; d < scratch.Width; d += Lanes.Count) (Vector256.Load(outputs + d) * factor).Store(outputs + d);
        }
        var reference = Vector256.Create(scratch.Largest[query]);
        (a, b) = (Exponential.Of(a - reference), Exponential.Of(b - reference));
        a.Store(scores);
        b.Store(scores + Lanes.Count);
        (sums + a + b).Store(scratch.Sums + query * Lanes.Count);
    }

    private void Gather(byte* stored, int begin, int queries, int ahead, AttentionScratch scratch)
    {
        var values = Widen(stored, scratch);
        for (var query = begin; query < queries;)
        {
            // A whole tile if they see the same positions; past the last query the tile computes what nobody reads.
            var seen = Math.Min(BlockSize, ahead + query / _group);
            var last = Math.Min(query + OuterTile.Height, queries) - 1;
            var all = Math.Min(BlockSize, ahead + last / _group) == seen;
            for (var d = 0; d < scratch.Width; d += OuterTile.Width)
            {
                float* weights = scratch.Scores + query * BlockSize, outputs = scratch.Outputs + query * scratch.Width + d;
                if (all) OuterTile.AddAll(weights, BlockSize, values + d, scratch.Width, seen, outputs, scratch.Width);
                else OuterTile.AddOne(weights, values + d, scratch.Width, seen, outputs);
            }
            query += all ? OuterTile.Height : 1;
        }
    }

    private float* Widen(byte* stored, AttentionScratch scratch)
    {
        var length = layout.HeadDim;
        if (layout.Element == KvElement.F32 && scratch.Width == length) return (float*)stored;
        for (var position = 0; position < BlockSize; position++)
        {
            var row = scratch.Values + position * scratch.Width;
            var d = 0;
            for (; d <= length - Lanes.Count; d += Lanes.Count) KvNumbers.Load(layout.Element, stored, position * length + d).Store(row + d);
            for (; d < length; d++) row[d] = KvNumbers.LoadReference(layout.Element, stored, position * length + d);
        }
        return scratch.Values;
    }

    private void End(float* first, int stride, int queries, AttentionScratch scratch)
    {
        for (var i = 0; i < queries; i++)
        {
            var sum = Lanes.Sum(Vector256.Load(scratch.Sums + i * Lanes.Count));
            var output = Row(first, stride, i);
            for (var d = 0; d < layout.HeadDim; d++) output[d] = scratch.Outputs[i * scratch.Width + d] / sum;
        }
    }

    // Query i of a piece: tokens one after another, within a token the heads that share the KV head.
    private Span<float> Row(float* first, int stride, int i) =>
        new(first + (long)(i / _group) * stride + i % _group * layout.HeadDim, layout.HeadDim);
}
