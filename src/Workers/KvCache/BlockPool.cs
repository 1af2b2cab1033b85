namespace Orchestrator.Workers.KvCache;

/// <summary>Which KV blocks of a worker are free. Used by the engine's thread alone. free + cached + referenced = total.</summary>
public sealed class BlockPool
{
    private readonly int[] _free;
    private readonly bool[] _taken;

    public BlockPool(int total)
    {
        Total = total;
        _taken = new bool[total];
        _free = new int[total];
        // Popped from the end: low numbers first, so that a lightly loaded worker touches little memory.
        for (var i = 0; i < total; i++) _free[i] = total - 1 - i;
        Free = total;
    }

    public int Total { get; }

    public int Free { get; private set; }

    /// <summary>Takes <paramref name="count"/> blocks and appends them to <paramref name="taken"/>; takes none when there are fewer.</summary>
    public bool TryTake(int count, List<int> taken)
    {
        if (count > Free) return false;
        for (var i = 0; i < count; i++)
        {
            var block = _free[--Free];
            _taken[block] = true;
            taken.Add(block);
        }
        return true;
    }

    /// <summary>Gives blocks back and empties the list.</summary>
    public void Release(List<int> blocks)
    {
        foreach (var block in blocks)
        {
            if (!_taken[block]) throw new InvalidOperationException($"block {block} is released twice");
            _taken[block] = false;
            _free[Free++] = block;
        }
        blocks.Clear();
    }
}
