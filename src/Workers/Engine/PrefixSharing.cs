using System.Runtime.InteropServices;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// What sequences have in common: makes full blocks known as they are computed, and gives them to others with the same first tokens.
/// A known block is never written again: its sequence writes behind it, and whoever shares it begins behind it.
/// </summary>
internal sealed class PrefixSharing(EngineOptions options, PrefixIndex index, BlockPool pool)
{
    /// <summary>The chain of a new sequence; null when nothing is shared.</summary>
    public BlockChain? NewChain(string salt) => options.PrefixCache ? new BlockChain(BlockHash.Root(options.Model, "", salt), salt, options.Hasher) : null;

    /// <summary>The blocks that hold a waiting sequence's first tokens, in order; perhaps all of its tokens.</summary>
    public List<int> Find(Sequence sequence)
    {
        var found = new List<int>();
        if (sequence.Chain is { } chain) index.Find(chain, Names(sequence, chain), found);
        return found;
    }

    /// <summary>Gives a waiting sequence the first blocks that are found for it: that many tokens are not computed.</summary>
    public void Share(Sequence sequence, int blocks)
    {
        if (blocks == 0) return;
        foreach (var block in Find(sequence)[..blocks])
        {
            pool.Share(block);
            sequence.Blocks.Add(block);
        }
        sequence.Computed = blocks * KvLayout.BlockSize;
        sequence.Known = blocks;
    }

    /// <summary>Makes known what a sequence has computed or imported. Of two blocks with the same content one is kept.</summary>
    public void Keep(Sequence sequence)
    {
        if (sequence.Chain is not { } chain || !sequence.IsSharing) return;
        var tokens = Names(sequence, chain);
        for (; (sequence.Known + 1) * KvLayout.BlockSize <= sequence.Computed; sequence.Known++)
        {
            var own = sequence.Blocks[sequence.Known];
            var known = index.Add(chain, tokens, sequence.Known, own, sequence.Known == 0 ? own : sequence.Blocks[sequence.Known - 1]);
            if (known == own) continue;
            // While a transfer reads its blocks they stay its own; and what follows an unknown block is unknown.
            if (known is not { } same || sequence.Export is not null)
            {
                sequence.IsSharing = false;
                return;
            }
            pool.Share(same);
            pool.Release(own);
            sequence.Blocks[sequence.Known] = same;
        }
    }

    /// <summary>Something in the sequence's keys and values is broken: nobody else gets them.</summary>
    public void Distrust(Sequence sequence)
    {
        sequence.IsSharing = false;
        pool.Distrust(sequence.Blocks);
    }

    private static ReadOnlySpan<int> Names(Sequence sequence, BlockChain chain)
    {
        var tokens = CollectionsMarshal.AsSpan(sequence.Tokens);
        chain.Extend(tokens);
        return tokens;
    }
}
