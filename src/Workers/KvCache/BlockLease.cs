namespace Orchestrator.Workers.KvCache;

/// <summary>
/// A transfer's right to touch a sequence's blocks from another thread. The engine closes it before it gives the blocks back, and
/// closing waits for the copy in hand: no byte is read from or written to a block that has a new owner.
/// </summary>
public sealed class BlockLease(int[] blocks)
{
    private readonly Lock _gate = new();
    private bool _closed;

    public int Count => blocks.Length;

    /// <summary>Runs <paramref name="use"/> with the number of the sequence's block <paramref name="index"/>; false when the lease has ended.</summary>
    public bool TryUse(int index, Action<int> use)
    {
        lock (_gate)
        {
            if (_closed) return false;
            use(blocks[index]);
            return true;
        }
    }

    public void Close()
    {
        lock (_gate) _closed = true;
    }
}
