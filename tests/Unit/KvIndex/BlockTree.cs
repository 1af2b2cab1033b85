using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Unit.KvIndex;

/// <summary>Prompts that begin alike: the blocks of a tree, of which a chain is a way from the top down.</summary>
internal sealed class BlockTree
{
    private readonly List<KvEvent> _blocks = [];

    public BlockTree(Random random, int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            var name = (ulong)random.NextInt64() + 1;
            var parent = i == 0 ? default : _blocks[random.Next(Math.Max(0, i - 8), i)];
            _blocks.Add(new KvEvent(KvEventKind.Stored, KvTier.Device, i == 0 ? name : parent.Root, parent.Name, name));
        }
    }

    public KvEvent Any(Random random) => _blocks[random.Next(_blocks.Count)];

    /// <summary>For each block the chain that ends with it.</summary>
    public IEnumerable<ulong[]> Chains()
    {
        var parents = _blocks.ToDictionary(b => b.Name, b => b.Parent);
        return _blocks.Select(b => Above(b.Name).Reverse().ToArray());

        IEnumerable<ulong> Above(ulong name)
        {
            for (; name != 0; name = parents[name]) yield return name;
        }
    }
}
