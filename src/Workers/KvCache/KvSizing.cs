using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.KvCache;

/// <summary>How many KV blocks a worker gets.</summary>
public static class KvSizing
{
    /// <summary>Part of the free memory that is used when nothing is said: the rest is for weights, activations and other processes.</summary>
    private const double DefaultShare = 0.2;

    /// <summary>The most that is taken when nothing is said.</summary>
    private const long DefaultLimit = 8L << 30;

    /// <summary>
    /// Blocks for a memory limit in bytes, or a share of <paramref name="freeMemory"/> without one; never more than <paramref name="sequences"/>
    /// of the longest length can use. Throws <see cref="ModelFileException"/> when not even one such sequence fits.
    /// </summary>
    public static int Blocks(ModelConfig config, KvElement element, long? memory, long freeMemory, int context, int sequences)
    {
        var perBlock = new KvLayout(config.Layers, config.KvHeads, config.HeadDim, element, 1).BlockBytes;
        var perSequence = (context + KvLayout.BlockSize - 1) / KvLayout.BlockSize;
        var bytes = memory ?? Math.Max(perSequence * perBlock, (long)Math.Min(freeMemory * DefaultShare, DefaultLimit));
        var blocks = Math.Min(bytes / perBlock, Math.Min((long)perSequence * sequences, int.MaxValue / 2));
        if (blocks < perSequence)
            throw new ModelFileException($"{bytes} bytes of KV memory hold {blocks * KvLayout.BlockSize} tokens; one sequence of {context} needs {perSequence * perBlock} bytes: raise --kv-memory or lower --context");
        return (int)blocks;
    }
}
