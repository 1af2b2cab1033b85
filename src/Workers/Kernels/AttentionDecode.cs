using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Grouped attention for few tokens with long contexts: one group per token, four heads at most and split, then a second kernel that merges the splits.
/// Same bits as <see cref="AttentionPrefill"/>.
/// </summary>
public static class AttentionDecode
{
    /// <param name="q">[tokens, heads, headDim]</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="partials">[tokens, heads, splits, headDim + 2]: largest score, sum of the weights, weighted values.</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="tables">[tokens]: where in <paramref name="blocks"/> the token's sequence begins.</param>
    /// <param name="blocks">The block tables of all sequences.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="kvHeads">Key heads; a divisor of heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    /// <param name="splits">Splits of the longest sequence.</param>
    /// <param name="scale">1 / sqrt(headDim).</param>
    [Kernel]
    public static void Run<TKv>(ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> partials,
        ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int heads, int kvHeads, int headDim, int splits, float scale)
        where TKv : struct, IKvFormat
    {
        int split = Grid.IdxX % splits, from = split * AttentionSplit.Length;
        var groups = AttentionSplit.Groups(heads, kvHeads);
        int token = Grid.IdxX / splits / groups, end = positions[token] + 1;
        if (from >= end) return;
        var work = AttentionSplit.Share(token, Grid.IdxX / splits % groups, heads, kvHeads, headDim);
        var states = AttentionSplit.Attend<TKv>(q, cache, blocks.SubView(tables[token]), work, from, IntrinsicMath.Min(from + AttentionSplit.Length, end), scale);
        Store(states.A, partials, work, Group.IdxX, split, splits);
        Store(states.B, partials, work, Group.IdxX + AttentionSplit.Threads, split, splits);
        Store(states.C, partials, work, Group.IdxX + 2 * AttentionSplit.Threads, split, splits);
        Store(states.D, partials, work, Group.IdxX + 3 * AttentionSplit.Threads, split, splits);
    }

    /// <summary>Merges the splits: one thread per token, head and number.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="partials">[tokens, heads, splits, headDim + 2], of which a token's own splits are written.</param>
    /// <param name="y">[tokens, heads, headDim]</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="tokens">New tokens of the step.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    /// <param name="splits">Splits of the longest sequence.</param>
    [Kernel]
    public static void Merge(Index1D first, int step, ArrayView<float> partials, ArrayView<float> y, ArrayView<int> positions, int tokens, int heads, int headDim, int splits)
    {
        for (int i = first; i < tokens * heads * headDim; i += step)
        {
            var pair = i / headDim;
            var state = AttentionSplit.Empty;
            for (var split = 0; split * AttentionSplit.Length <= positions[pair / heads]; split++)
            {
                var at = ((long)pair * splits + split) * (headDim + 2);
                state = AttentionSplit.Merge(state, new AttentionSplit.State { Largest = partials[at], Total = partials[at + 1], Value = partials[at + 2 + i % headDim] });
            }
            y[i] = state.Value / state.Total;
        }
    }

    private static void Store(AttentionSplit.State state, ArrayView<float> partials, AttentionSplit.Work work, int i, int split, int splits)
    {
        if (i >= work.Count * work.HeadDim) return;
        // The head's query begins at its index times headDim.
        var head = work.Query / work.HeadDim + i / work.HeadDim;
        var at = (head * splits + split) * (work.HeadDim + 2);
        if (i % work.HeadDim == 0)
        {
            partials[at] = state.Largest;
            partials[at + 1] = state.Total;
        }
        partials[at + 2 + i % work.HeadDim] = state.Value;
    }
}
