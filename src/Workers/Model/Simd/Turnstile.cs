using System.Diagnostics;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>A counter that threads wait on: they look for some microseconds, then give way, then sleep.</summary>
internal sealed class Turnstile
{
    // Spinning beats a sleep only while somebody is about to come; with more threads than idle cores it holds up the very thread it waits for.
    private static readonly long s_spin = Stopwatch.Frequency * 5 / 1_000_000;
    private static readonly long s_giveWay = Stopwatch.Frequency * 50 / 1_000_000;

    private readonly object _bed = new();
    private int _count;
    private int _sleepers;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Lets everyone through who waits for the count to move on.</summary>
    public void Advance()
    {
        // Count first, then look for sleepers; a sleeper counts itself in first, then looks at the count: one of the two sees the other.
        Interlocked.Increment(ref _count);
        if (Volatile.Read(ref _sleepers) == 0) return;
        lock (_bed) Monitor.PulseAll(_bed);
    }

    /// <summary>Returns once the count is no longer <paramref name="seen"/>.</summary>
    public void WaitPast(int seen)
    {
        var start = Stopwatch.GetTimestamp();
        while (Count == seen)
        {
            var waited = Stopwatch.GetTimestamp() - start;
            if (waited < s_spin) Thread.SpinWait(8);
            else if (waited < s_giveWay) Thread.Yield();
            else Sleep(seen);
        }
    }

    private void Sleep(int seen)
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _sleepers);
            while (Count == seen) Monitor.Wait(_bed);
            Interlocked.Decrement(ref _sleepers);
        }
    }
}
