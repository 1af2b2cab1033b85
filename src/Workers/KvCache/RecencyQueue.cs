namespace Orchestrator.Workers.KvCache;

/// <summary>Block numbers in the order in which they were added; any can leave from the middle. All in O(1) without garbage.</summary>
internal sealed class RecencyQueue
{
    private const int None = -1;

    // One ring through all that are in, closed by the number after the last block.
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int _ends;

    public RecencyQueue(int capacity)
    {
        _next = new int[capacity + 1];
        _previous = new int[capacity + 1];
        Array.Fill(_next, None);
        _ends = capacity;
        _next[_ends] = _previous[_ends] = _ends;
    }

    public int Count { get; private set; }

    public bool Contains(int block) => _next[block] != None;

    public void Add(int block)
    {
        if (Contains(block)) throw new InvalidOperationException($"block {block} is added twice");
        var last = _previous[_ends];
        (_next[last], _previous[block], _next[block], _previous[_ends]) = (block, last, _ends, block);
        Count++;
    }

    public void Remove(int block)
    {
        if (!Contains(block)) throw new InvalidOperationException($"block {block} is not there");
        (_next[_previous[block]], _previous[_next[block]]) = (_next[block], _previous[block]);
        _next[block] = None;
        Count--;
    }

    /// <summary>Takes out the one that was added first; throws when there is none.</summary>
    public int TakeOldest()
    {
        var oldest = _next[_ends];
        if (oldest == _ends) throw new InvalidOperationException("no block is left");
        Remove(oldest);
        return oldest;
    }
}
