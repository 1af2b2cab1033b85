using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Where a token's keys and values lie in a layer's cache: [blocks, 2 (keys, values), BlockSize, kvHeads, headDim].
/// </summary>
public static class KvPlace
{
    /// <summary>Index of the first number of the keys in <paramref name="block"/> at a position of the sequence.</summary>
    /// <param name="block">The block that holds the position.</param>
    /// <param name="position">Position in the sequence.</param>
    /// <param name="width">kvHeads * headDim.</param>
    public static long Keys(int block, int position, int width) => ((long)block * 2 * KvLayout.BlockSize + position % KvLayout.BlockSize) * width;

    /// <summary>From a token's keys to its values.</summary>
    public static long ToValues(int width) => (long)KvLayout.BlockSize * width;
}
