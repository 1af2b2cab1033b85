using Orchestrator.Policies.Batching;
using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>An engine that counts instead of computing: it applies plans as the worker does, and checks each against its own books.</summary>
internal sealed class ToyEngine(BatchOptions options, int blocks)
{
    private readonly List<ToySequence> _sequences = [];
    private readonly ToyBlocks _blocks = new(blocks);

    public IReadOnlyList<ToySequence> Sequences => _sequences;

    public int Free => _blocks.Available;

    public int Steps { get; private set; }

    /// <summary>Tokens that were found instead of computed.</summary>
    public long Reused { get; private set; }

    public int Preemptions => _sequences.Sum(s => s.Preemptions);

    public bool IsDone => _sequences.TrueForAll(s => s.State == ToyState.Done);

    /// <summary>Takes a request; its answer is made here, or elsewhere when it is exported.</summary>
    public ToySequence Submit(int prompt, int maxTokens, int priority = 0, bool exported = false, int family = 0, int alike = 0)
    {
        Assert.True(options.BlocksFor(prompt + maxTokens) <= blocks, "the intake refuses what the pool cannot hold");
        var sequence = new ToySequence { Prompt = prompt, MaxTokens = maxTokens, Priority = priority, Arrival = _sequences.Count, IsExported = exported, Tokens = prompt, Family = family, Alike = Math.Min(prompt, alike) };
        _sequences.Add(sequence);
        return sequence;
    }

    /// <summary>Reserves room for a prompt computed elsewhere, whose KV arrives after some steps; false when there is no room now.</summary>
    public bool TryImport(int prompt, int maxTokens, int steps)
    {
        var needed = options.BlocksFor(prompt + 1);
        if (needed > Free || _sequences.Count(s => s.State is ToyState.Running or ToyState.Importing) >= options.MaxRunning) return false;
        var sequence = Submit(prompt, maxTokens);
        sequence.State = ToyState.Importing;
        sequence.Transfer = steps;
        _blocks.Take(needed, sequence.Blocks);
        return true;
    }

    /// <summary>One turn of the engine: transfers move on, then a step is planned and applied.</summary>
    public void Turn(Random random)
    {
        Steps++;
        foreach (var sequence in _sequences) MoveTransfer(sequence, random);
        var ready = _sequences.Where(s => s.State is ToyState.Waiting or ToyState.Running).ToList();
        var plan = BatchPolicy.Plan(
            ready.Select(s => s.ToView(options.BlockSize)).ToArray(), new BlockView(Free, _blocks.References, i => _blocks.Find(ready[i].Chain(options.BlockSize))), options);
        if (ready.Count > 0 && !_sequences.Exists(s => s.State is ToyState.HandingOff or ToyState.Importing))
            Assert.True(plan.Chunks.Count > 0, "nothing but this engine can free blocks, and the plan computes nothing");
        foreach (var index in plan.Preempted) Preempt(ready[index]);
        foreach (var chunk in plan.Chunks) Share(ready[chunk.Sequence], chunk);
        foreach (var chunk in plan.Chunks) TakeBlocks(ready[chunk.Sequence], chunk);
        foreach (var chunk in plan.Chunks) Compute(ready[chunk.Sequence], chunk.Count, random);
        Assert.Equal(_blocks.References.Sum(), _sequences.Sum(s => s.Blocks.Count));
    }

    private void MoveTransfer(ToySequence sequence, Random random)
    {
        if (sequence.State is not (ToyState.HandingOff or ToyState.Importing) || --sequence.Transfer > 0) return;
        if (sequence.State == ToyState.Importing)
        {
            sequence.Computed = sequence.Prompt;
            sequence.State = ToyState.Running;
            Append(sequence);
        }
        else if (random.Next(4) > 0)
        {
            Finish(sequence);
        }
        else
        {
            // The decode worker is gone and there is no other: the answer is made here.
            sequence.IsExported = false;
            sequence.State = ToyState.Running;
        }
    }

    private void Preempt(ToySequence sequence)
    {
        Assert.False(sequence.IsExported, "a pinned sequence was preempted");
        _blocks.Release(sequence.Blocks);
        sequence.Computed = 0;
        sequence.State = ToyState.Waiting;
        sequence.Preemptions++;
    }

    private void Share(ToySequence sequence, PlannedChunk chunk)
    {
        foreach (var block in _blocks.Find(sequence.Chain(options.BlockSize))[..chunk.Reused])
        {
            _blocks.Share(block);
            sequence.Blocks.Add(block);
        }
        if (sequence.State == ToyState.Waiting) sequence.Computed = chunk.Reused * options.BlockSize;
        Reused += chunk.Reused * options.BlockSize;
    }

    private void TakeBlocks(ToySequence sequence, PlannedChunk chunk)
    {
        _blocks.Take(chunk.NewBlocks, sequence.Blocks);
        sequence.State = ToyState.Running;
    }

    private void Compute(ToySequence sequence, int count, Random random)
    {
        sequence.Computed += count;
        Assert.InRange(sequence.Computed, 1, Math.Min(sequence.Tokens, sequence.Blocks.Count * options.BlockSize));
        foreach (var (name, block) in sequence.Chain(options.BlockSize).Take(sequence.Computed / options.BlockSize).Zip(sequence.Blocks)) _blocks.Keep(name, block);
        if (sequence.Computed == sequence.Tokens) Append(sequence);
        if (sequence is not { IsExported: true, State: ToyState.Running } || sequence.Output == 0) return;
        sequence.State = ToyState.HandingOff;
        sequence.Transfer = random.Next(1, 8);
    }

    private void Append(ToySequence sequence)
    {
        sequence.Tokens++;
        if (sequence.Output >= sequence.MaxTokens) Finish(sequence);
    }

    private void Finish(ToySequence sequence)
    {
        _blocks.Release(sequence.Blocks);
        sequence.State = ToyState.Done;
    }
}
