using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Unit.KvCache;

/// <summary>A text that uses a pool's blocks as a sequence does: shares what is known, takes the rest, makes all of it known, lets it go.</summary>
internal sealed class CacheUser(BlockPool pool, PrefixIndex index, int[] text, string salt = "", BlockHasher? hasher = null)
{
    public int[] Text { get; } = text;

    public string Salt { get; } = salt;

    public List<int> Blocks { get; } = [];

    public BlockChain Chain { get; } = new(BlockHash.Root("model", "", salt), salt, hasher ?? BlockHash.Next);

    public List<int> Find()
    {
        Chain.Extend(Text);
        var found = new List<int>();
        index.Find(Chain, Text, found);
        return found;
    }

    /// <summary>Takes blocks for all its tokens; false when there are not enough. Returns how many were shared.</summary>
    public bool TryBegin(out int shared)
    {
        foreach (var block in Find())
        {
            pool.Share(block);
            Blocks.Add(block);
        }
        shared = Blocks.Count;
        if (pool.TryTake((Text.Length + KvLayout.BlockSize - 1) / KvLayout.BlockSize - shared, Blocks)) return true;
        pool.Release(Blocks);
        return false;
    }

    /// <summary>Makes its full blocks known, those of others instead of its own where there are any; how many are known.</summary>
    public int Keep()
    {
        Chain.Extend(Text);
        for (var i = 0; i < Chain.Names.Count; i++)
        {
            if (index.Add(Chain, Text, i, Blocks[i], i == 0 ? 0 : Blocks[i - 1]) is not { } known) return i;
            if (known == Blocks[i]) continue;
            pool.Share(known);
            pool.Release(Blocks[i]);
            Blocks[i] = known;
        }
        return Chain.Names.Count;
    }

    public void End() => pool.Release(Blocks);
}
