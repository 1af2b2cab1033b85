using ILGPU;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Causal attention over the paged cache: a query head attends to all positions up to its token's own, with the keys and values of
/// key head = head * kvHeads / heads. Keys lie as <see cref="KvPlace"/> says.
/// </summary>
public static class Attention
{
    /// <summary>
    /// The reference, for prefill and decode alike: one thread per token and head walks the positions in order with the online softmax
    /// (Milakov and Gimelshein 2018), its values' sum being built in y.
    /// </summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="q">[tokens, heads, headDim]</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="y">[tokens, heads, headDim]</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="tables">[tokens]: where in <paramref name="blocks"/> the token's sequence begins.</param>
    /// <param name="blocks">The block tables of all sequences.</param>
    /// <param name="tokens">New tokens of the step.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="kvHeads">Key heads; a divisor of heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    /// <param name="scale">What the products of queries and keys are multiplied with: 1 / sqrt(headDim).</param>
    [Kernel]
    public static void Run<TKv>(Index1D first, int step, ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y,
        ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int tokens, int heads, int kvHeads, int headDim, float scale)
        where TKv : struct, IKvFormat
    {
        var format = default(TKv);
        for (int i = first; i < tokens * heads; i += step)
        {
            int token = i / heads, kvHead = i % heads * kvHeads / heads;
            var table = tables[token];
            var own = (long)i * headDim;
            var largest = float.NegativeInfinity;
            var total = 0f;
            for (var d = 0; d < headDim; d++) y[own + d] = 0f;
            for (var p = 0; p <= positions[token]; p++)
            {
                var key = KvPlace.Keys(blocks[table + p / KvLayout.BlockSize], p, kvHeads * headDim) + kvHead * headDim;
                var score = 0f;
                for (var d = 0; d < headDim; d++) score = Fused.MultiplyAdd(q[own + d], format.Read(cache, key + d), score);
                score = Fused.Multiply(score, scale);
                if (score > largest)
                {
                    var shrink = Exponential.Of(largest - score);
                    total = Fused.Multiply(total, shrink);
                    for (var d = 0; d < headDim; d++) y[own + d] *= shrink;
                    largest = score;
                }
                var weight = Exponential.Of(score - largest);
                total += weight;
                var value = key + KvPlace.ToValues(kvHeads * headDim);
                for (var d = 0; d < headDim; d++) y[own + d] = Fused.MultiplyAdd(weight, format.Read(cache, value + d), y[own + d]);
            }
            for (var d = 0; d < headDim; d++) y[own + d] /= total;
        }
    }
}
