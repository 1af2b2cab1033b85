namespace Orchestrator.Policies.KvIndex;

/// <summary>Which workers, by their slots, hold which blocks in one tier. Few holders stand in the table itself, many as a shared set.</summary>
/// <param name="scatter">See <see cref="BlockTable"/>.</param>
internal sealed class HolderTable(ulong scatter)
{
    private readonly BlockTable _table = new(scatter);
    private readonly List<int> _held = [];

    /// <summary>Different blocks.</summary>
    public int Blocks => _table.Count;

    /// <summary>Pairs of a block and a slot.</summary>
    public long Holdings { get; private set; }

    public Crowds Crowds { get; } = new();

    /// <summary>Number of blocks that a slot holds.</summary>
    public int HeldBy(int slot) => slot < _held.Count ? _held[slot] : 0;

    /// <summary>All blocks, in no order.</summary>
    public IEnumerable<ulong> Names() => Enumerable.Range(0, _table.Capacity).Where(place => _table.HoldersAt(place) != Holders.Nobody).Select(_table.NameAt);

    /// <summary>The holders of a block, as <see cref="Holders"/> packs them.</summary>
    public ulong Find(ulong name) => _table.Find(name);

    public bool Contains(ulong holders, int slot) => Holders.IsCrowd(holders) ? Crowds.Contains(Holders.Crowd(holders), slot) : Holders.Contains(holders, slot);

    /// <summary>The slot holds the block from now on; false when it did before.</summary>
    public bool Add(ulong name, int slot)
    {
        var holders = _table.Find(name);
        if (Contains(holders, slot)) return false;
        var more = With(holders, slot);
        if (more != holders) _table.Set(name, more);
        while (_held.Count <= slot) _held.Add(0);
        _held[slot]++;
        Holdings++;
        return true;
    }

    /// <summary>The slot no longer holds the block; false when it did not.</summary>
    public bool Remove(ulong name, int slot)
    {
        var holders = _table.Find(name);
        if (!Contains(holders, slot)) return false;
        var left = Without(holders, slot);
        if (left != holders) _table.Set(name, left);
        _held[slot]--;
        Holdings--;
        return true;
    }

    /// <summary>The slot holds nothing any more. Looks at every block until all of the slot's are found.</summary>
    public void Drop(int slot)
    {
        if (HeldBy(slot) == 0) return;
        Holdings -= _held[slot];
        // From the end: taking a block out moves others towards the beginning, except those that wrap around, which the second pass finds.
        while (_held[slot] > 0)
            for (var place = _table.Capacity - 1; place >= 0 && _held[slot] > 0; place--)
            {
                var holders = _table.HoldersAt(place);
                if (holders == Holders.Nobody || !Contains(holders, slot)) continue;
                _table.SetAt(place, Without(holders, slot));
                _held[slot]--;
            }
    }

    private ulong With(ulong holders, int slot) =>
        Holders.IsCrowd(holders) ? Holders.OfCrowd(Crowds.With(Holders.Crowd(holders), slot))
        : Holders.Count(holders) < Holders.Few ? Holders.With(holders, slot)
        : Holders.OfCrowd(Crowds.Of(holders, slot));

    private ulong Without(ulong holders, int slot) => Holders.IsCrowd(holders) ? Crowds.Without(Holders.Crowd(holders), slot) : Holders.Without(holders, slot);
}
