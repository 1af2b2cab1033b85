namespace Orchestrator.Policies.Eviction;

/// <summary>
/// Blocks that may be evicted, in the order of <see cref="EvictionPolicy"/>; any can leave from the middle. All operations take constant
/// time and make no garbage: one ring per number of uses, each in the order of adding, so that a ring's first is its least worthy.
/// </summary>
public sealed class EvictionQueue
{
    private const int None = -1;

    // Rings through all that are in; ring u is closed by the number capacity + u - 1.
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly long[] _worth;
    private readonly long[] _turn;
    private readonly int _capacity;
    private long _turns;

    /// <param name="capacity">Blocks are numbered from 0 to this, exclusive.</param>
    public EvictionQueue(int capacity)
    {
        _capacity = capacity;
        _next = new int[capacity + EvictionPolicy.MaxUses];
        _previous = new int[capacity + EvictionPolicy.MaxUses];
        _worth = new long[capacity];
        _turn = new long[capacity];
        Array.Fill(_next, None);
        for (var end = capacity; end < _next.Length; end++) _next[end] = _previous[end] = end;
    }

    /// <summary>Blocks that are in.</summary>
    public int Count { get; private set; }

    /// <summary>The worth of the last block that was taken.</summary>
    public long Age { get; private set; }

    public bool Contains(int block) => _next[block] != None;

    /// <summary>A block is no longer used and may go; one that is in already throws <see cref="InvalidOperationException"/>.</summary>
    /// <param name="block">Its number.</param>
    /// <param name="uses">Sequences that have used it.</param>
    public void Add(int block, int uses)
    {
        if (Contains(block)) throw new InvalidOperationException($"block {block} is added twice");
        _worth[block] = EvictionPolicy.Worth(Age, uses);
        _turn[block] = _turns++;
        var end = _capacity + Math.Clamp(uses, 1, EvictionPolicy.MaxUses) - 1;
        var last = _previous[end];
        (_next[last], _previous[block], _next[block], _previous[end]) = (block, last, end, block);
        Count++;
    }

    /// <summary>A block is used again, or nobody can find it any more.</summary>
    public void Remove(int block)
    {
        if (!Contains(block)) throw new InvalidOperationException($"block {block} is not there");
        (_next[_previous[block]], _previous[_next[block]]) = (_next[block], _previous[block]);
        _next[block] = None;
        Count--;
    }

    /// <summary>Takes out the least worthy, of equals the one that was added first; throws when there is none.</summary>
    public int Take()
    {
        var best = None;
        for (var end = _capacity; end < _next.Length; end++)
        {
            var first = _next[end];
            if (first == end) continue;
            if (best == None || (_worth[first], _turn[first]).CompareTo((_worth[best], _turn[best])) < 0) best = first;
        }
        if (best == None) throw new InvalidOperationException("no block is left");
        Age = _worth[best];
        Remove(best);
        return best;
    }
}
