using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Orchestrator.Simulator.Traces;

/// <summary>Gives blocks of any naming small numbers, the same name the same number.</summary>
internal sealed class BlockNumbers
{
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> _byContent = [];

    /// <summary>Numbers given so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether any number came from a name or a text.</summary>
    public bool HasContents => _byName.Count + _byContent.Count > 0;

    /// <summary>The block that a trace calls so.</summary>
    public int Of(string name)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_byName, name, out var isKnown);
        if (!isKnown) number = Count++;
        return number;
    }

    /// <summary>Blocks with contents that never come again.</summary>
    public int[] Fresh(int count)
    {
        Count += count;
        return [.. Enumerable.Range(Count - count, count)];
    }

    /// <summary>The blocks of a text, chained: a block is the same when it and all before it are.</summary>
    public int[] Chain(ReadOnlySpan<int> tokens, int blockTokens)
    {
        var blocks = new int[(tokens.Length + blockTokens - 1) / blockTokens];
        var parent = 0UL;
        for (var i = 0; i < blocks.Length; i++)
        {
            parent = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(tokens[(i * blockTokens)..Math.Min(tokens.Length, (i + 1) * blockTokens)]), (long)parent);
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_byContent, parent, out var isKnown);
            if (!isKnown) number = Count++;
            blocks[i] = number;
        }
        return blocks;
    }
}
