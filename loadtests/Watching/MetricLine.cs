using System.Globalization;

namespace Orchestrator.LoadTests.Watching;

/// <summary>A sample of a /metrics page.</summary>
internal static class MetricLine
{
    // What grows where something leaks: memory, handles, threads, grain activations.
    private static readonly string[] s_watched = ["working_set", "resident_memory", "memory_usage", "heap_size", "open_fds", "handle", "threads", "thread_count", "activations"];

    /// <summary>Sums of the samples, by name, of all gauges that show whether a process grows.</summary>
    public static Dictionary<string, double> Watched(string page)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        var gauges = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in page.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.TrimEntries) is ["#", "TYPE", var gauge, "gauge"]) gauges.Add(gauge);
            if (!TryRead(line, out var name, out var value) || !gauges.Contains(name) || !s_watched.Any(name.Contains)) continue;
            sums[name] = sums.GetValueOrDefault(name) + value;
        }
        return sums;
    }

    /// <summary>Name and value of a sample, labels left out; false for comments and what is no number.</summary>
    public static bool TryRead(string line, out string name, out double value)
    {
        (name, value) = ("", 0);
        if (line.Length == 0 || line[0] == '#') return false;
        var end = line.IndexOfAny(['{', ' ']);
        if (end <= 0) return false;
        name = line[..end];
        // A label's value may have blanks and braces; the sample's follows the last brace.
        var rest = line[end] == '{' ? line[(line.LastIndexOf('}') + 1)..] : line[end..];
        var values = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return values.Length > 0 && double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
