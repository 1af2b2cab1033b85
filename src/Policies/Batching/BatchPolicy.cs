namespace Orchestrator.Policies.Batching;

/// <summary>
/// Plans a step of continuous batching with chunked prefill (Orca; Sarathi-Serve): running answers first, one token each, then prompts in
/// pieces within the token budget, then waiting sequences while blocks last. When blocks run out, the youngest of the lowest priority
/// gives its own back and is recomputed later; the oldest always goes on, so there is always progress.
/// </summary>
public static class BatchPolicy
{
    /// <summary>Plans the next step.</summary>
    /// <param name="sequences">All sequences that want to compute, in any order.</param>
    /// <param name="freeBlocks">Blocks nobody refers to.</param>
    /// <param name="options">Limits of a step.</param>
    public static BatchPlan Plan(ReadOnlySpan<SequenceView> sequences, int freeBlocks, BatchOptions options)
    {
        if (sequences.IsEmpty) return BatchPlan.Empty;
        var step = new StepInTheMaking(sequences, freeBlocks, options);
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

    private ref struct StepInTheMaking(ReadOnlySpan<SequenceView> sequences, int freeBlocks, BatchOptions options)
    {
        private readonly ReadOnlySpan<SequenceView> _sequences = sequences;
        private readonly List<PlannedChunk> _chunks = [];
        private readonly List<int> _preempted = [];
        private int _free = freeBlocks;
        private int _budget = options.TokenBudget;
        private int _running = CountRunning(sequences);

        public readonly bool HasPreempted => _preempted.Count > 0;

        public readonly BatchPlan ToPlan() => _chunks.Count == 0 && _preempted.Count == 0 ? BatchPlan.Empty : new(_chunks, _preempted);

        public void Continue(int index, int[] order)
        {
            if (_budget == 0 || _preempted.Contains(index)) return;
            var sequence = _sequences[index];
            var needed = Math.Max(0, options.BlocksFor(sequence.Tokens) - sequence.Blocks);
            while (needed > _free)
            {
                if (!TryPreemptYoungest(order, out var victim) || victim == index) return;
            }
            Take(index, Math.Min(sequence.Remaining, _budget), needed);
        }

        public bool TryAdmit(int index)
        {
            if (_budget == 0 || _running >= options.MaxRunning) return false;
            var sequence = _sequences[index];
            // One token more than it has: a sequence that could not even produce its next token would be preempted at once.
            if (options.BlocksFor(sequence.Tokens + 1) - sequence.Blocks > _free) return false;
            _running++;
            Take(index, Math.Min(sequence.Remaining, _budget), Math.Max(0, options.BlocksFor(sequence.Tokens) - sequence.Blocks));
            return true;
        }

        private void Take(int index, int count, int blocks)
        {
            _chunks.Add(new PlannedChunk(index, count, blocks));
            _free -= blocks;
            _budget -= count;
        }

        private bool TryPreemptYoungest(int[] order, out int victim)
        {
            for (var i = order.Length - 1; i >= 0; i--)
            {
                victim = order[i];
                if (!_sequences[victim].Running || _sequences[victim].Pinned || _preempted.Contains(victim) || IsPlanned(victim)) continue;
                _preempted.Add(victim);
                _free += _sequences[victim].Blocks;
                _running--;
                return true;
            }
            victim = -1;
            return false;
        }

        private readonly bool IsPlanned(int index)
        {
            foreach (var chunk in _chunks) if (chunk.Sequence == index) return true;
            return false;
        }

        private static int CountRunning(ReadOnlySpan<SequenceView> sequences)
        {
            var count = 0;
            foreach (var sequence in sequences) if (sequence.Running) count++;
            return count;
        }
    }
}
