using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.KvCache;

/// <summary>How many KV blocks a worker gets.</summary>
public static class KvSizing
{
    /// <summary>
    /// Blocks for a memory limit, or for a share of the free memory without one; never more than all sequences of the longest length can use.
    /// Throws <see cref="ModelFileException"/> when not even one such sequence fits.
    /// </summary>
    /// <param name="perBlock">Bytes of one block over all layers.</param>
    /// <param name="limit">Bytes that the user gives; null for <paramref name="share"/>.</param>
    /// <param name="share">Bytes to use when nothing is said.</param>
    /// <param name="context">Longest sequence, in tokens.</param>
    /// <param name="sequences">Sequences that run at the same time at most.</param>
    public static int Blocks(long perBlock, long? limit, long share, int context, int sequences)
    {
        var perSequence = (context + KvLayout.BlockSize - 1) / KvLayout.BlockSize;
        var bytes = limit ?? share;
        var blocks = Math.Min(bytes / perBlock, Math.Min((long)perSequence * sequences, int.MaxValue / 2));
        if (blocks < perSequence)
            throw new ModelFileException($"{bytes} bytes of KV memory hold {blocks * KvLayout.BlockSize} tokens; one sequence of {context} needs {perSequence * perBlock} bytes: raise --kv-memory or lower --context");
        return (int)blocks;
    }
}
