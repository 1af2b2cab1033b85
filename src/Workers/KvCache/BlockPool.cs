using Orchestrator.Policies.Eviction;

namespace Orchestrator.Workers.KvCache;

/// <summary>
/// Who holds which KV blocks of a worker. A block is free, referenced by one or more sequences, or cached: held by nobody and kept because
/// the prefix index knows its tokens. free + cached + referenced = total. Used by the engine's thread alone.
/// </summary>
internal sealed class BlockPool
{
    private readonly int[] _free;
    private readonly int[] _references;
    private readonly int[] _uses;
    private readonly EvictionQueue _cached;
    private readonly PrefixIndex _index;

    public BlockPool(int total, PrefixIndex index)
    {
        Total = total;
        _index = index;
        _references = new int[total];
        _uses = new int[total];
        _cached = new EvictionQueue(total);
        _free = new int[total];
        // Popped from the end: low numbers first, so that a lightly loaded worker touches little memory.
        for (var i = 0; i < total; i++) _free[i] = total - 1 - i;
        Free = total;
    }

    public int Total { get; }

    public int Free { get; private set; }

    public int Cached => _cached.Count;

    public int Referenced { get; private set; }

    /// <summary>Blocks that can be taken: the free ones, then the cached ones.</summary>
    public int Available => Free + Cached;

    /// <summary>How many sequences hold each block, [total].</summary>
    public ReadOnlySpan<int> References => _references;

    /// <summary>
    /// Takes <paramref name="count"/> blocks and appends them to <paramref name="taken"/>; takes none when there are fewer. Cached blocks
    /// are given up only when no free one is left, in the order of <see cref="EvictionPolicy"/>.
    /// </summary>
    public bool TryTake(int count, List<int> taken)
    {
        if (count > Available) return false;
        for (var i = 0; i < count; i++)
        {
            var block = Free > 0 ? _free[--Free] : Evict();
            _references[block] = 1;
            _uses[block] = 1;
            Referenced++;
            taken.Add(block);
        }
        return true;
    }

    /// <summary>One more sequence holds a block that is cached or referenced.</summary>
    public void Share(int block)
    {
        if (_references[block] == 0)
        {
            _cached.Remove(block);
            Referenced++;
        }
        _references[block]++;
        _uses[block]++;
    }

    /// <summary>
    /// Lets a sequence's blocks go and empties the list. From the last to the first: of one chain the end is evicted before what leads to it.
    /// </summary>
    public void Release(List<int> blocks)
    {
        for (var i = blocks.Count - 1; i >= 0; i--) Release(blocks[i]);
        blocks.Clear();
    }

    /// <summary>One sequence fewer holds the block; held by nobody it is cached if its tokens are known, and free otherwise.</summary>
    public void Release(int block)
    {
        if (_references[block] == 0) throw new InvalidOperationException($"block {block} is released twice");
        if (--_references[block] > 0) return;
        Referenced--;
        if (_index.Knows(block)) _cached.Add(block, _uses[block]);
        else _free[Free++] = block;
    }

    /// <summary>The keys and values of these blocks are wrong: nobody may find them, nor what was computed from them.</summary>
    public void Distrust(IEnumerable<int> blocks) => FreeUnheld(_index.ForgetFrom(blocks));

    /// <summary>Nothing can be found any more. Who holds blocks keeps them; the others are free.</summary>
    public void ForgetAll() => FreeUnheld(_index.Clear());

    private void FreeUnheld(List<int> forgotten)
    {
        foreach (var block in forgotten)
        {
            if (_references[block] > 0) continue;
            _cached.Remove(block);
            _free[Free++] = block;
        }
    }

    private int Evict()
    {
        var block = _cached.Take();
        _index.Forget(block);
        return block;
    }
}
