namespace Orchestrator.Policies.Batching;

/// <summary>What the batch policy sees of the KV blocks.</summary>
/// <param name="available">Blocks that nobody holds: free, or kept only for reuse.</param>
/// <param name="references">How many sequences hold each block, by its number; those that the policy does not see count too.</param>
/// <param name="reusable">The blocks that hold a waiting sequence's first tokens, in order; asked only for those whose turn it is.</param>
public readonly ref struct BlockView(int available, ReadOnlySpan<int> references, Func<int, IReadOnlyList<int>> reusable)
{
    public int Available { get; } = available;

    public ReadOnlySpan<int> References { get; } = references;

    public Func<int, IReadOnlyList<int>> Reusable { get; } = reusable;
}
