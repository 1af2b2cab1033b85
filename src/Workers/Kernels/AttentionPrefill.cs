using ILGPU;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Kernels;

/// <summary>Grouped attention for many tokens: one group of headDim threads per token and head walks all splits. Same bits as <see cref="AttentionDecode"/>.</summary>
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
    /// <param name="scale">1 / sqrt(headDim).</param>
    [Kernel]
    public static void Run<TKv>(ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y,
        ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int heads, int kvHeads, float scale)
        where TKv : struct, IKvFormat
    {
        // The heads that share keys are neighbours, and so are their groups.
        int token = Grid.IdxX / heads, kvHead = Grid.IdxX % heads * kvHeads / heads;
        var query = (long)Grid.IdxX * Group.DimX;
        var end = positions[token] + 1;
        var table = blocks.SubView(tables[token]);
        var state = AttentionSplit.Empty;
        for (var from = 0; from < end; from += AttentionSplit.Length)
        {
            var splitEnd = IntrinsicMath.Min(from + AttentionSplit.Length, end);
            state = AttentionSplit.Merge(state, AttentionSplit.Attend<TKv>(q, query, cache, table, kvHead * Group.DimX, kvHeads * Group.DimX, from, splitEnd, scale));
        }
        y[query + Group.IdxX] = state.Value / state.Total;
    }
}
