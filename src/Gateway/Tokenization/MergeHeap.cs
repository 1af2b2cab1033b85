namespace Orchestrator.Gateway.Tokenization;

/// <summary>A binary heap of possible merges, the soonest on top: rank first, then the leftmost.</summary>
internal sealed class MergeHeap
{
    // rank in the upper half, index of the left symbol in the lower: the order of the keys is the order of merging.
    private ulong[] _keys = new ulong[256];
    private int _count;

    public int Capacity => _keys.Length;

    public void Clear() => _count = 0;

    public void Push(int rank, int left)
    {
        if (_count == _keys.Length) Array.Resize(ref _keys, 2 * _count);
        var key = ((ulong)(uint)rank << 32) | (uint)left;
        var hole = _count++;
        while (hole > 0)
        {
            var parent = (hole - 1) / 2;
            if (_keys[parent] <= key) break;
            _keys[hole] = _keys[parent];
            hole = parent;
        }
        _keys[hole] = key;
    }

    public bool TryPop(out int rank, out int left)
    {
        if (_count == 0)
        {
            rank = left = 0;
            return false;
        }
        var top = _keys[0];
        SiftDown(_keys[--_count]);
        rank = (int)(top >> 32);
        left = (int)(uint)top;
        return true;
    }

    private void SiftDown(ulong key)
    {
        var hole = 0;
        while (true)
        {
            var child = 2 * hole + 1;
            if (child >= _count) break;
            if (child + 1 < _count && _keys[child + 1] < _keys[child]) child++;
            if (_keys[child] >= key) break;
            _keys[hole] = _keys[child];
            hole = child;
        }
        _keys[hole] = key;
    }
}
