using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orchestrator.LoadTests.Running;

/// <summary>The machine's own time, with waits that end within a tenth of a millisecond of their time where the machine is not busy.</summary>
internal sealed partial class RealClock : RunClock
{
    // .NET waits in whole milliseconds; what a request is sent too late would be in all its latencies.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(20), s_coarse = TimeSpan.FromMilliseconds(2);

    private readonly long _start = Stopwatch.GetTimestamp();

    public override TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    public override bool WaitUntil(TimeSpan at, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var left = at - Now;
            if (left <= TimeSpan.Zero) return true;
            Sleep(left < s_longest ? left : s_longest);
        }
        return false;
    }

    private static void Sleep(TimeSpan time)
    {
        if (OperatingSystem.IsWindows())
        {
            // Whole milliseconds, then turns of the processor.
            using var never = new ManualResetEventSlim();
            if (time > s_coarse) never.Wait(time - s_coarse);
            else Thread.Yield();
            return;
        }
        var wait = new Interval(0, (nint)(time.Ticks * TimeSpan.NanosecondsPerTick));
        _ = NanoSleep(wait, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in Interval wait, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Interval(nint Seconds, nint Nanoseconds);
}
