using System.Globalization;
using System.Text;

namespace Orchestrator.EndToEnd.Processes;

/// <summary>The processes of this machine, read from /proc.</summary>
internal static class ProcessTable
{
    /// <summary>All processes that have a command line: neither the kernel's own nor those that ended and were not yet waited for.</summary>
    public static IReadOnlyList<ProcessEntry> All() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => TryRead(int.Parse(name!, CultureInfo.InvariantCulture))).OfType<ProcessEntry>()];

    public static IReadOnlyList<ProcessEntry> ChildrenOf(int parent) => [.. All().Where(p => p.Parent == parent)];

    private static ProcessEntry? TryRead(int id)
    {
        try
        {
            var arguments = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            if (arguments.Length == 0) return null;
            // "id (name) state parent …": the name may hold spaces and brackets.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new ProcessEntry(id, int.Parse(fields[1], CultureInfo.InvariantCulture), arguments);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>One process: its id, its parent's, and its command line.</summary>
internal sealed record ProcessEntry(int Id, int Parent, IReadOnlyList<string> Arguments)
{
    /// <summary>The value that follows an option; null when the option is not there.</summary>
    public string? Option(string name) => Arguments.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

    public override string ToString() => $"{Id} ({string.Join(' ', Arguments)})";
}
