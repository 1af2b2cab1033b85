using System.Diagnostics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>A counter that threads wait on: they look for some microseconds, then give way, then sleep.</summary>
internal sealed class Turnstile
{
    // Spinning beats a sleep only while somebody is about to come; with more threads than idle cores it holds up the very thread it waits for.
    private static readonly long s_spin = Stopwatch.Frequency * 5 / 1_000_000;
    private static readonly long s_giveWay = Stopwatch.Frequency * 50 / 1_000_000;

    // Looks before the clock is asked, some tens of nanoseconds each.
    private const int Glances = 20;

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
        for (var i = 0; i < Glances; i++)
        {
            if (Count != seen) return;
            Pause();
        }
        var start = Stopwatch.GetTimestamp();
        while (Count == seen)
        {
            var waited = Stopwatch.GetTimestamp() - start;
            if (waited < s_spin) Pause();
            else if (waited < s_giveWay) Thread.Yield();
            else Sleep(seen);
        }
    }

    // Shorter than Thread.SpinWait, whose unit would be longer than many a wait here.
    private static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else if (ArmBase.IsSupported) ArmBase.Yield();
        else Thread.SpinWait(1);
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
