using Orchestrator.Policies.Eviction;

namespace Orchestrator.Simulator.Fleet;

/// <summary>
/// The KV blocks of one worker. A block is free, held by one sequence alone, or findable: it has a name, and is held by any number of
/// sequences or by none; then it stays until room is needed, in the order of <see cref="EvictionPolicy"/>. What goes then goes to the host's
/// memory, if there is any, and can be copied back.
/// </summary>
/// <param name="total">Blocks of the device.</param>
/// <param name="host">Blocks that the host keeps.</param>
internal sealed class KvRoom(int total, int host = 0)
{
    private readonly HostRoom? _host = host > 0 ? new HostRoom(host) : null;
    private readonly Dictionary<ulong, int> _slots = [];
    // Made when the first block becomes findable: most workloads have nothing in common.
    private EvictionQueue? _idle;
    private int[] _holders = [];
    private int[] _uses = [];
    private ulong[] _names = [];
    private Stack<int>? _freeSlots;

    public int Total { get; } = total;

    /// <summary>Blocks that one sequence holds and nobody can find.</summary>
    public int Private { get; private set; }

    /// <summary>Findable blocks that somebody holds.</summary>
    public int Held { get; private set; }

    /// <summary>Findable blocks that nobody holds.</summary>
    public int Cached => _idle?.Count ?? 0;

    public int Free => Total - Private - Held - Cached;

    /// <summary>Blocks that can be taken.</summary>
    public int Available => Free + Cached;

    /// <summary>Blocks with a name.</summary>
    public int Findable => _slots.Count;

    /// <summary>Holders of each findable block, by slot.</summary>
    public ReadOnlySpan<int> Holders => _holders;

    /// <summary>The slot of a block of that name; -1 when it cannot be found.</summary>
    public int Find(ulong name) => _slots.TryGetValue(name, out var slot) ? slot : -1;

    /// <summary>How many of a prompt's first blocks can be found.</summary>
    public int Match(ReadOnlySpan<ulong> names)
    {
        var match = 0;
        if (_slots.Count > 0) while (match < names.Length && _slots.ContainsKey(names[match])) match++;
        return match;
    }

    /// <summary>Whether the host keeps a block of that name.</summary>
    public bool IsInHost(ulong name) => _host is not null && _host.Contains(name);

    /// <summary>
    /// Copies back what the host has of a prompt behind its blocks that can be found here, as idle blocks; stops where <paramref name="spare"/>
    /// blocks would no longer be available beside them. Returns how many were copied.
    /// </summary>
    public int Fetch(ReadOnlySpan<ulong> names, int spare)
    {
        var fetched = 0;
        if (_host is null) return fetched;
        // Whatever leads to a block is used by the same prompt: it must not go to make room for it.
        var held = new List<int>();
        foreach (var name in names)
        {
            var slot = Find(name);
            if (slot < 0)
            {
                if (!_host.Contains(name) || Available - 1 < spare) break;
                // What goes to the host now may drive this very block out of it.
                var uses = _host.UsesOf(name);
                if (Free == 0) Forget(_idle!.Take());
                Private++;
                slot = Publish(name);
                _uses[slot] = uses;
                fetched++;
            }
            else
            {
                Share(slot);
                // The prompt itself will count as its use.
                _uses[slot]--;
            }
            held.Add(slot);
        }
        for (var i = held.Count - 1; i >= 0; i--) Release(held[i]);
        return fetched;
    }

    /// <summary>Takes blocks for one sequence alone; idle findable ones go when no free ones are left.</summary>
    public void Take(int count)
    {
        if (count > Available) throw new InvalidOperationException($"{count} blocks are wanted, {Available} are there");
        for (var missing = count - Free; missing > 0; missing--) Forget(_idle!.Take());
        Private += count;
    }

    /// <summary>Gives back blocks that one sequence held alone.</summary>
    public void Give(int count)
    {
        Private -= count;
        if (Private < 0) throw new InvalidOperationException($"{-Private} blocks more are given back than were held");
    }

    /// <summary>One more sequence holds a findable block.</summary>
    public void Share(int slot)
    {
        if (_holders[slot]++ == 0)
        {
            _idle!.Remove(slot);
            Held++;
        }
        _uses[slot]++;
    }

    /// <summary>One sequence fewer holds a findable block.</summary>
    public void Release(int slot)
    {
        if (_holders[slot] == 0) throw new InvalidOperationException($"slot {slot} is released twice");
        if (--_holders[slot] > 0) return;
        Held--;
        _idle!.Add(slot, _uses[slot]);
    }

    /// <summary>A block that one sequence held alone can be found from now on, and is held by it; its slot. If there is one of that name already, that one is held and the other given back.</summary>
    public int Publish(ulong name)
    {
        Give(1);
        if (Find(name) is >= 0 and var known)
        {
            Share(known);
            return known;
        }
        Prepare();
        var slot = _freeSlots!.Pop();
        _slots.Add(name, slot);
        (_names[slot], _holders[slot], _uses[slot]) = (name, 1, 1);
        Held++;
        return slot;
    }

    /// <summary>A new process: nothing is there.</summary>
    public void Clear()
    {
        _slots.Clear();
        _host?.Clear();
        (_idle, _freeSlots, _holders, _uses, _names) = (null, null, [], [], []);
        (Private, Held) = (0, 0);
    }

    private void Forget(int slot)
    {
        _slots.Remove(_names[slot]);
        _freeSlots!.Push(slot);
        _host?.Put(_names[slot], _uses[slot]);
    }

    private void Prepare()
    {
        if (_idle is not null) return;
        _idle = new EvictionQueue(Total);
        (_holders, _uses, _names) = (new int[Total], new int[Total], new ulong[Total]);
        _freeSlots = new Stack<int>(Enumerable.Range(0, Total).Reverse());
    }
}
