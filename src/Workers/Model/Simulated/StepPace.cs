using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// When a simulated step begins. Where the batch goes on with the one before it, that is when the earlier one should have ended: neither the
/// engine's own work nor a late wake-up makes the next step later. After a pause it is now.
/// </summary>
/// <param name="most">What is made up for at most, in time stamps: a process that was stopped for long does not race.</param>
internal sealed class StepPace(long most)
{
    // Of the last step's sequences: the block of the last token, and how many tokens there are.
    private readonly HashSet<(int Block, int Length)> _last = [];
    private long _due;

    /// <summary>When a step with this batch should end.</summary>
    /// <param name="batch">The step.</param>
    /// <param name="now">The time, in time stamps.</param>
    /// <param name="takes">The step's time, in time stamps.</param>
    public (long Start, long End) Next(Batch batch, long now, long takes)
    {
        var start = GoesOn(batch) ? Math.Clamp(_due, now - most, now) : now;
        _last.Clear();
        foreach (var slice in batch.Sequences) _last.Add((LastBlock(slice, slice.Start + slice.Count), slice.Start + slice.Count));
        _due = start + takes;
        return (start, _due);
    }

    private bool GoesOn(Batch batch)
    {
        foreach (var slice in batch.Sequences)
            if (slice.Start > 0 && _last.Contains((LastBlock(slice, slice.Start), slice.Start))) return true;
        return false;
    }

    private static int LastBlock(in SequenceSlice slice, int length) => slice.Blocks.Span[(length - 1) / KvLayout.BlockSize];
}
