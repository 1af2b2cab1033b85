namespace Orchestrator.Policies.Batching;

/// <summary>
/// Plans a step of continuous batching with chunked prefill (Orca; Sarathi-Serve): running answers first, one token each, then prompts in
/// pieces within the token budget, then waiting sequences while blocks last. When blocks run out, the youngest of the lowest priority
/// gives its own back and is recomputed later; the oldest always goes on, so there is always progress. Whoever waits takes what is known of
/// its first tokens from the cache, and waits a little longer for a block that another is just computing.
/// </summary>
public static class BatchPolicy
{
    /// <summary>Plans the next step.</summary>
    /// <param name="sequences">All sequences that want to compute, in any order.</param>
    /// <param name="blocks">The KV blocks.</param>
    /// <param name="options">Limits of a step.</param>
    public static BatchPlan Plan(ReadOnlySpan<SequenceView> sequences, BlockView blocks, BatchOptions options)
    {
        if (sequences.IsEmpty) return BatchPlan.Empty;
        var step = new StepInTheMaking(sequences, blocks, options);
        var order = InOrderOfService(sequences);
        foreach (var index in order) if (sequences[index] is { Running: true, Remaining: 1 }) step.Continue(index, order);
        foreach (var index in order) if (sequences[index] is { Running: true, Remaining: > 1 }) step.Continue(index, order);
        if (!step.HasPreempted)
        {
            foreach (var index in order) if (!sequences[index].Running && !step.TryAdmit(index)) break;
        }
        return step.ToPlan();
    }

    private static int[] InOrderOfService(ReadOnlySpan<SequenceView> sequences)
    {
        var keys = new (int Priority, long Arrival)[sequences.Length];
        var order = new int[sequences.Length];
        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = (-sequences[i].Priority, sequences[i].Arrival);
            order[i] = i;
        }
        Array.Sort(keys, order);
        return order;
    }
}
