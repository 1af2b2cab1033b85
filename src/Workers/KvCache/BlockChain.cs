namespace Orchestrator.Workers.KvCache;

/// <summary>The names of one text's full blocks, growing with the text.</summary>
internal sealed class BlockChain(ulong root, string salt, BlockHasher hasher)
{
    private readonly List<ulong> _names = [];

    /// <summary>The tenant's secret that <c>root</c> was made with.</summary>
    public string Salt { get; } = salt;

    public IReadOnlyList<ulong> Names => _names;

    /// <summary>Names the blocks that have become full.</summary>
    /// <param name="tokens">The whole text; what was there before has not changed.</param>
    public void Extend(ReadOnlySpan<int> tokens)
    {
        while ((_names.Count + 1) * KvLayout.BlockSize <= tokens.Length)
            _names.Add(hasher(_names.Count == 0 ? root : _names[^1], tokens.Slice(_names.Count * KvLayout.BlockSize, KvLayout.BlockSize)));
    }
}
