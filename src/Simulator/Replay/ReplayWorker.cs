using Orchestrator.Policies.Eviction;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Simulator.Replay;

/// <summary>One worker of a replay: what it keeps, what waits there, what it was given.</summary>
/// <param name="room">Blocks that it can keep.</param>
/// <param name="blocks">Different blocks of the trace.</param>
/// <param name="eviction">What goes first.</param>
internal sealed class ReplayWorker(int room, int blocks, EvictionRule eviction)
{
    private readonly EvictionQueue _kept = new(blocks);
    private readonly int[] _uses = new int[blocks];

    /// <summary>Seconds of work lately given.</summary>
    public RecentWork Recent;

    /// <summary>Prompt tokens that are still to be computed.</summary>
    public double Backlog { get; private set; }

    /// <summary>Prompt tokens that it was given to compute, over all.</summary>
    public double Computed { get; private set; }

    public long NewestAssignment { get; private set; }

    /// <summary>Computes for some seconds.</summary>
    public void Drain(double tokens) => Backlog = Math.Max(0, Backlog - tokens);

    /// <summary>How many of a prompt's first blocks are kept.</summary>
    public int Match(int[] prompt)
    {
        var match = 0;
        while (match < prompt.Length && _kept.Contains(prompt[match])) match++;
        return match;
    }

    /// <summary>Takes a prompt: its blocks are kept from now on, others may have to go.</summary>
    /// <param name="prompt">Its blocks.</param>
    /// <param name="uncached">Its tokens that are to be computed.</param>
    /// <param name="assignment">Number of the assignment, from 1.</param>
    public void Take(int[] prompt, double uncached, long assignment)
    {
        Backlog += uncached;
        Computed += uncached;
        NewestAssignment = assignment;
        // A worker lets a sequence's blocks go from the last to the first; plain LRU touches them as they are read.
        for (var i = 0; i < prompt.Length; i++) Use(prompt[eviction == EvictionRule.Lru ? i : ^(i + 1)]);
        while (_kept.Count > room) _uses[_kept.Take()] = 0;
    }

    private void Use(int block)
    {
        if (_kept.Contains(block)) _kept.Remove(block);
        _uses[block] = eviction == EvictionRule.Lru ? 1 : _uses[block] + 1;
        _kept.Add(block, _uses[block]);
    }
}
