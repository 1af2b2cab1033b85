using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>Grouped attention for many tokens: one group per token and four heads at most walks all splits. Same bits as <see cref="AttentionDecode"/>.</summary>
public static class AttentionPrefill
{
    /// <param name="q">[tokens, heads, headDim]</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="y">[tokens, heads, headDim]</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="tables">[tokens]: where in <paramref name="blocks"/> the token's sequence begins.</param>
    /// <param name="blocks">The block tables of all sequences.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="kvHeads">Key heads; a divisor of heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    /// <param name="scale">1 / sqrt(headDim).</param>
    [Kernel]
    public static void Run<TKv>(ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y,
        ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int heads, int kvHeads, int headDim, float scale)
        where TKv : struct, IKvFormat
    {
        // The heads that share keys are neighbours, and so are their groups.
        var groups = AttentionSplit.Groups(heads, kvHeads);
        int token = Grid.IdxX / groups, end = positions[token] + 1;
        var work = AttentionSplit.Share(token, Grid.IdxX % groups, heads, kvHeads, headDim);
        var table = blocks.SubView(tables[token]);
        AttentionSplit.State a = AttentionSplit.Empty, b = a, c = a, d = a;
        for (var from = 0; from < end; from += AttentionSplit.Length)
        {
            var states = AttentionSplit.Attend<TKv>(q, cache, table, work, from, IntrinsicMath.Min(from + AttentionSplit.Length, end), scale);
            a = AttentionSplit.Merge(a, states.A);
            b = AttentionSplit.Merge(b, states.B);
            c = AttentionSplit.Merge(c, states.C);
            d = AttentionSplit.Merge(d, states.D);
        }
        Store(a, y, work, Group.IdxX);
        Store(b, y, work, Group.IdxX + AttentionSplit.Threads);
        Store(c, y, work, Group.IdxX + 2 * AttentionSplit.Threads);
        Store(d, y, work, Group.IdxX + 3 * AttentionSplit.Threads);
    }

    private static void Store(AttentionSplit.State state, ArrayView<float> y, AttentionSplit.Work work, int i)
    {
        if (i < work.Count * work.HeadDim) y[work.Query + i] = state.Value / state.Total;
    }
}
