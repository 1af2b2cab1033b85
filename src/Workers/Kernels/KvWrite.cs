using ILGPU;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels;

/// <summary>Puts the new tokens' keys and values into a layer's cache (layout: <see cref="KvPlace"/>).</summary>
public static class KvWrite
{
    /// <summary>One thread per token and number of a key.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="k">[tokens, width]</param>
    /// <param name="v">[tokens, width]</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="tables">[tokens]: where in <paramref name="blocks"/> the token's sequence begins.</param>
    /// <param name="blocks">The block tables of all sequences.</param>
    /// <param name="tokens">New tokens of the step.</param>
    /// <param name="width">kvHeads * headDim.</param>
    [Kernel]
    public static void Run<TKv>(Index1D first, int step, ArrayView<float> k, ArrayView<float> v, ArrayView<byte> cache,
        ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int tokens, int width)
        where TKv : struct, IKvFormat
    {
        var format = default(TKv);
        for (int i = first; i < tokens * width; i += step)
        {
            var token = i / width;
            var position = positions[token];
            var at = KvPlace.Keys(blocks[tables[token] + position / KvLayout.BlockSize], position, width) + i % width;
            format.Write(cache, at, k[i]);
            format.Write(cache, at + KvPlace.ToValues(width), v[i]);
        }
    }
}
