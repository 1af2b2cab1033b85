using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// Sleeps until a time stamp of <see cref="Stopwatch"/> without using the processor. On Linux by clock_nanosleep with an absolute time, which wakes up
/// 0.1 ms late; a thread's own sleep counts whole milliseconds, so it does elsewhere.
/// </summary>
internal static unsafe partial class SleepUntil
{
    private const int Monotonic = 1;
    private const int Absolute = 1;

    private const int Interrupted = 4;

    public static void Time(long timestamp)
    {
        // The runtime's clock is this very one there, in nanoseconds.
        if (OperatingSystem.IsLinux() && Stopwatch.Frequency == 1_000_000_000 && Environment.Is64BitProcess) Precisely(timestamp);
        else if (timestamp - Stopwatch.GetTimestamp() is > 0 and var left) Thread.Sleep((int)Math.Ceiling(1000.0 * left / Stopwatch.Frequency));
    }

    private static void Precisely(long nanoseconds)
    {
        var until = new Moment(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        while (ClockNanosleep(Monotonic, Absolute, &until, null) == Interrupted)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, Moment* until, Moment* left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Moment(long Seconds, long Nanoseconds);
}
