using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Bench.Machine;

/// <summary>
/// The most memory that this process has had. All resident pages include those of the mapped model file; anonymous ones are the process's own:
/// heaps, stacks, KV cache. The system keeps the peak of all; that of the anonymous ones is the largest seen when <see cref="Look"/> was called.
/// </summary>
internal sealed class PeakMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>Bytes.</summary>
    public long Resident { get; private set; }

    /// <summary>Bytes; null where the system does not tell.</summary>
    public long? Anonymous { get; private set; }

    public void Look()
    {
        if (!File.Exists(Status))
        {
            Resident = Process.GetCurrentProcess().PeakWorkingSet64;
            return;
        }
        var lines = File.ReadAllLines(Status);
        Resident = Bytes(lines, "VmHWM:") ?? Process.GetCurrentProcess().PeakWorkingSet64;
        if (Bytes(lines, "RssAnon:") is { } now) Anonymous = Math.Max(Anonymous ?? 0, now);
    }

    /// <summary>A size out of lines such as "VmHWM:     1234 kB", in bytes; null when the line is not there.</summary>
    internal static long? Bytes(IEnumerable<string> lines, string name)
    {
        var line = lines.FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes << 10 : null;
    }
}
