namespace Orchestrator.Contracts.KvCache;

/// <summary>
/// A few blocks of a prompt, close together at its beginning and further apart behind: four in each doubling, and the last. Two prompts of
/// any lengths that begin alike have most of their common beginning in common landmarks, at a cost that hardly grows with the length.
/// </summary>
public static class Landmarks
{
    private const int PerDoubling = 4;

    /// <summary>How many blocks the next landmark counts, after one that counts <paramref name="blocks"/>; 0 gives the first.</summary>
    public static int After(int blocks)
    {
        if (blocks < PerDoubling) return blocks + 1;
        var step = (1 << System.Numerics.BitOperations.Log2((uint)blocks)) / PerDoubling;
        return blocks / step * step + step;
    }

    /// <summary>Of a packed chain, the names of the landmarks, packed, in order.</summary>
    public static byte[] Of(ReadOnlySpan<byte> chain)
    {
        var count = BlockNames.Count(chain);
        if (count == 0) return [];
        var names = new List<ulong>();
        for (var blocks = After(0); blocks < count; blocks = After(blocks)) names.Add(BlockNames.At(chain, blocks - 1));
        names.Add(BlockNames.At(chain, count - 1));
        return BlockNames.Pack([.. names]);
    }

    /// <summary>How many blocks landmark <paramref name="index"/> of a prompt of <paramref name="count"/> blocks counts.</summary>
    public static int Blocks(int index, int count)
    {
        var blocks = 0;
        for (var i = 0; i <= index; i++) blocks = After(blocks);
        return Math.Min(blocks, count);
    }
}
