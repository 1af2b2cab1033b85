using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>The toy engine's blocks: free, held by somebody, or kept under a name, the longest unused given up first.</summary>
internal sealed class ToyBlocks(int total)
{
    private readonly Dictionary<ulong, int> _known = [];
    private readonly List<int> _idle = [];
    private readonly Stack<int> _free = new(Enumerable.Range(0, total));

    public int[] References { get; } = new int[total];

    public int Available => _free.Count + _idle.Count;

    public int[] Find(ulong[] chain) => [.. chain.TakeWhile(_known.ContainsKey).Select(name => _known[name])];

    public void Share(int block)
    {
        if (References[block]++ == 0) Assert.True(_idle.Remove(block), $"block {block} is neither held nor kept");
    }

    public void Take(int count, List<int> blocks)
    {
        Assert.True(count <= Available, $"the plan takes {count} blocks, {Available} are available");
        for (; count > 0; count--)
        {
            if (!_free.TryPop(out var block))
            {
                block = _idle[0];
                _idle.RemoveAt(0);
                _known.Remove(_known.Single(k => k.Value == block).Key);
            }
            References[block] = 1;
            blocks.Add(block);
        }
    }

    public void Keep(ulong name, int block)
    {
        if (!_known.ContainsValue(block)) _known.TryAdd(name, block);
    }

    public void Release(List<int> blocks)
    {
        foreach (var block in Enumerable.Reverse(blocks))
        {
            if (--References[block] > 0) continue;
            if (_known.ContainsValue(block)) _idle.Add(block);
            else _free.Push(block);
        }
        blocks.Clear();
    }
}
