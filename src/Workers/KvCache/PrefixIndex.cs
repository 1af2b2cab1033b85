using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.KvEvents;

namespace Orchestrator.Workers.KvCache;

/// <summary>
/// Which blocks hold the keys and values of which full blocks of tokens. The name finds a block; it counts only when its tokens, its parent
/// and its tenant are the same. Used by the engine's thread alone.
/// </summary>
internal sealed class PrefixIndex(int blocks)
{
    private readonly Dictionary<ulong, int> _byName = [];
    private readonly Entry[] _entries = new Entry[blocks];
    private readonly int[] _tokens = new int[blocks * KvLayout.BlockSize];
    private long _newest;

    /// <summary>Is told what becomes known and what is forgotten.</summary>
    public KvJournal Journal { get; } = new();

    /// <summary>Blocks that can be found.</summary>
    public int Count => _byName.Count;

    /// <summary>Whether the block can be found.</summary>
    public bool Knows(int block) => _entries[block].Id > 0;

    /// <summary>The blocks that hold a text's beginning, as far as they are known, appended to <paramref name="found"/>.</summary>
    public void Find(BlockChain chain, ReadOnlySpan<int> text, List<int> found)
    {
        for (var i = 0; i < chain.Names.Count; i++)
        {
            if (!_byName.TryGetValue(chain.Names[i], out var block) || !IsSame(block, chain, text, i, i == 0 ? 0 : _entries[found[^1]].Id)) return;
            found.Add(block);
        }
    }

    /// <summary>
    /// Makes the text's block number <paramref name="index"/> known. Returns the block under which its tokens are known from now on: the one
    /// given, or another that held the same before. Null when it cannot be known: its name belongs to other tokens, or the block before it is unknown.
    /// </summary>
    /// <param name="chain">Names of the text's blocks, at least up to this one.</param>
    /// <param name="text">The text's tokens.</param>
    /// <param name="index">Which block of the text.</param>
    /// <param name="block">The block with its keys and values.</param>
    /// <param name="parent">The block before it; not looked at for the first.</param>
    public int? Add(BlockChain chain, ReadOnlySpan<int> text, int index, int block, int parent)
    {
        if (index > 0 && !Knows(parent)) return null;
        var parentId = index == 0 ? 0 : _entries[parent].Id;
        if (_byName.TryGetValue(chain.Names[index], out var known)) return IsSame(known, chain, text, index, parentId) ? known : null;
        _byName.Add(chain.Names[index], block);
        var entry = _entries[block] = new Entry(++_newest, parentId, chain.Names[index], chain.Names[0], index == 0 ? 0 : chain.Names[index - 1], chain.Salt);
        Journal.Write(entry.ToEvent(KvEventKind.Stored));
        Of(text, index).CopyTo(_tokens.AsSpan(block * KvLayout.BlockSize));
        return block;
    }

    /// <summary>The block's tokens are no longer known. What was known to follow it is never found again, even when the same tokens come back.</summary>
    public void Forget(int block)
    {
        if (!Knows(block)) return;
        _byName.Remove(_entries[block].Name);
        Journal.Write(_entries[block].ToEvent(KvEventKind.Removed));
        _entries[block] = default;
    }

    /// <summary>Forgets these blocks and all that is known to follow them; returns the blocks that were known.</summary>
    public List<int> ForgetFrom(IEnumerable<int> starts)
    {
        var ids = starts.Where(Knows).Select(block => _entries[block].Id).ToHashSet();
        if (ids.Count == 0) return [];
        // Whoever follows was known later, so one pass in that order finds all.
        var lost = Enumerable.Range(0, _entries.Length).Where(Knows).OrderBy(block => _entries[block].Id)
            .Where(block => ids.Contains(_entries[block].Id) || (ids.Contains(_entries[block].Parent) && ids.Add(_entries[block].Id))).ToList();
        foreach (var block in lost) Forget(block);
        return lost;
    }

    /// <summary>Forgets everything; returns the blocks that were known.</summary>
    public List<int> Clear()
    {
        var lost = _byName.Values.ToList();
        foreach (var block in lost) _entries[block] = default;
        _byName.Clear();
        Journal.WriteCleared();
        return lost;
    }

    /// <summary>All blocks that can be found, each as stored, in no order.</summary>
    public IEnumerable<KvEvent> All() => _byName.Values.Select(block => _entries[block].ToEvent(KvEventKind.Stored));

    private bool IsSame(int block, BlockChain chain, ReadOnlySpan<int> text, int index, long parentId) =>
        _entries[block].Parent == parentId && _entries[block].Salt == chain.Salt
        && _tokens.AsSpan(block * KvLayout.BlockSize, KvLayout.BlockSize).SequenceEqual(Of(text, index));

    private static ReadOnlySpan<int> Of(ReadOnlySpan<int> text, int index) => text.Slice(index * KvLayout.BlockSize, KvLayout.BlockSize);

    /// <param name="Id">Never given twice, so that a parent is this very one and no other of the same name; 0 for nothing.</param>
    /// <param name="Parent">The id of the block before; 0 for a text's first.</param>
    /// <param name="Name">What it is found under.</param>
    /// <param name="Root">Name of the first block of its chain.</param>
    /// <param name="ParentName">Name of the block before; 0 for a text's first.</param>
    /// <param name="Salt">The tenant's; part of the name as well, but names collide.</param>
    private readonly record struct Entry(long Id, long Parent, ulong Name, ulong Root, ulong ParentName, string Salt)
    {
        public KvEvent ToEvent(KvEventKind kind) => new(kind, KvTier.Device, Root, ParentName, Name);
    }
}
