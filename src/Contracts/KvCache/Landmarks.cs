using System.Numerics;

namespace Orchestrator.Contracts.KvCache;

/// <summary>
/// A few blocks of a prompt by which another that begins alike is recognised: close together at the beginning and further apart behind, four
/// in each doubling (the grid), and all of the last ones, among which a conversation's turn before has ended. Their number hardly grows with
/// the prompt. A landmark is told by how many blocks the prompt has up to its end.
/// </summary>
public static class Landmarks
{
    private const int PerDoubling = 4;
    private const int LastOnes = 64;

    /// <summary>The landmark after one, in a prompt of <paramref name="count"/> blocks; 0 gives the first.</summary>
    public static int After(int landmark, int count)
    {
        if (landmark >= count - LastOnes) return landmark + 1;
        if (landmark < PerDoubling) return landmark + 1;
        var step = (1 << BitOperations.Log2((uint)landmark)) / PerDoubling;
        return Math.Min(landmark / step * step + step, count - LastOnes);
    }

    /// <summary>Whether prompts of all lengths beyond it have this landmark.</summary>
    public static bool IsOnGrid(int landmark) =>
        landmark <= PerDoubling || landmark % ((1 << BitOperations.Log2((uint)landmark)) / PerDoubling) == 0;

    /// <summary>Of a packed chain, the names of the landmarks, packed, in order; the last is the chain's last.</summary>
    public static byte[] Of(ReadOnlySpan<byte> chain)
    {
        var count = BlockNames.Count(chain);
        var names = new List<ulong>();
        for (var landmark = After(0, count); landmark <= count; landmark = After(landmark, count)) names.Add(BlockNames.At(chain, landmark - 1));
        return BlockNames.Pack([.. names]);
    }
}
