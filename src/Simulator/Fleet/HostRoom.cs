using Orchestrator.Policies.Eviction;

namespace Orchestrator.Simulator.Fleet;

/// <summary>The blocks of one worker that its host's memory keeps: what the device gave up. Full, it gives up its own least worthy.</summary>
internal sealed class HostRoom(int total)
{
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly ulong[] _names = new ulong[total];
    private readonly int[] _uses = new int[total];
    private EvictionQueue _order = new(total);

    public bool Contains(ulong name) => _slots.ContainsKey(name);

    /// <summary>Keeps a block; one that is there already counts as used.</summary>
    public void Put(ulong name, int uses)
    {
        if (_slots.TryGetValue(name, out var slot)) _order.Remove(slot);
        else if (_slots.Count < total) slot = _slots.Count;
        else
        {
            slot = _order.Take();
            _slots.Remove(_names[slot]);
        }
        _slots[name] = slot;
        (_names[slot], _uses[slot]) = (name, uses);
        _order.Add(slot, uses);
    }

    /// <summary>How often a block was used. Copied to the device it stays here too.</summary>
    public int UsesOf(ulong name) => _uses[_slots[name]];

    public void Clear()
    {
        _slots.Clear();
        _order = new EvictionQueue(total);
    }
}
