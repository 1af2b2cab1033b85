namespace Orchestrator.Policies.Batching;

/// <summary>The books of one plan while it is made: what is left of blocks, budget and places.</summary>
internal ref struct StepInTheMaking(ReadOnlySpan<SequenceView> sequences, BlockView blocks, BatchOptions options)
{
    private readonly ReadOnlySpan<SequenceView> _sequences = sequences;
    private readonly BlockView _blocks = blocks;
    private readonly List<PlannedChunk> _chunks = [];
    private readonly List<int> _preempted = [];

    // By how much this plan changes the number of a block's holders.
    private readonly Dictionary<int, int> _change = [];
    private int _available = blocks.Available;
    private int _budget = options.TokenBudget;
    private int _running = CountRunning(sequences);

    public readonly bool HasPreempted => _preempted.Count > 0;

    public readonly BatchPlan ToPlan() => _chunks.Count == 0 && _preempted.Count == 0 ? BatchPlan.Empty : new(_chunks, _preempted);

    /// <summary>Plans a running sequence's next tokens; others, or itself, give way when blocks run out.</summary>
    public void Continue(int index, int[] order)
    {
        if (_budget == 0 || _preempted.Contains(index)) return;
        var sequence = _sequences[index];
        var needed = Math.Max(0, options.BlocksFor(sequence.Tokens) - sequence.Blocks.Count);
        while (needed > _available)
        {
            if (!TryPreemptYoungest(order, out var victim) || victim == index) return;
        }
        Plan(new PlannedChunk(index, Math.Min(sequence.Remaining, _budget), needed));
    }

    /// <summary>Lets a waiting sequence in, or keeps its place while another computes what it can use; false when there is no room for it, nor for those after it.</summary>
    public bool TryAdmit(int index)
    {
        if (_budget == 0 || _running >= options.MaxRunning) return false;
        var sequence = _sequences[index];
        var cached = _blocks.Reusable(index);
        // The last token is computed in any case: its logits are what comes next.
        var usable = (sequence.Tokens - 1) / options.BlockSize;
        var reused = Math.Min(cached.Count, usable);
        var shared = reused;
        foreach (var chunk in _chunks) shared = Math.Max(shared, CommonInTheMaking(chunk, sequence, reused, usable));
        var idle = 0;
        for (var i = 0; i < reused; i++) if (Holders(cached[i]) == 0) idle++;
        // One token more than it has: a sequence that could not even produce its next token would be preempted at once.
        if (options.BlocksFor(sequence.Tokens + 1) - shared > _available - idle) return false;
        _running++;
        if (shared > reused)
        {
            // Nobody behind may take what it needs. It waits only as long as this plan moves the other one on, so the wait ends.
            _available -= options.BlocksFor(sequence.Tokens + 1) - shared + idle;
            return true;
        }
        for (var i = 0; i < reused; i++) Change(cached[i], +1);
        _available -= idle;
        Plan(new PlannedChunk(index, Math.Min(sequence.Tokens - reused * options.BlockSize, _budget), options.BlocksFor(sequence.Tokens) - reused, reused));
        return true;
    }

    private void Plan(PlannedChunk chunk)
    {
        _chunks.Add(chunk);
        _available -= chunk.NewBlocks;
        _budget -= chunk.Count;
    }

    // How many leading blocks a waiting sequence could share once those in the making are done; at most `reused` when the planned one is not computing the next of them.
    private readonly int CommonInTheMaking(PlannedChunk chunk, SequenceView waiting, int reused, int usable)
    {
        var other = _sequences[chunk.Sequence];
        var computed = (other.Running ? other.Computed : chunk.Reused * options.BlockSize) / options.BlockSize;
        if (computed > reused) return 0;
        var limit = Math.Min(usable, Math.Min(waiting.Chain.Count, other.Chain.Count));
        var common = reused;
        while (common < limit && waiting.Chain[common] == other.Chain[common]) common++;
        return common;
    }

    private bool TryPreemptYoungest(int[] order, out int victim)
    {
        for (var i = order.Length - 1; i >= 0; i--)
        {
            victim = order[i];
            if (!_sequences[victim].Running || _sequences[victim].Pinned || _preempted.Contains(victim) || IsPlanned(victim)) continue;
            _preempted.Add(victim);
            foreach (var block in _sequences[victim].Blocks)
            {
                Change(block, -1);
                if (Holders(block) == 0) _available++;
            }
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

    private readonly int Holders(int block) => _blocks.References[block] + _change.GetValueOrDefault(block);

    private readonly void Change(int block, int by) => _change[block] = _change.GetValueOrDefault(block) + by;

    private static int CountRunning(ReadOnlySpan<SequenceView> sequences)
    {
        var count = 0;
        foreach (var sequence in sequences) if (sequence.Running) count++;
        return count;
    }
}
