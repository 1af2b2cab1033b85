namespace Orchestrator.LoadTests.Watching;

/// <summary>A process of the server, and what was seen of it.</summary>
/// <param name="name">As reports name it.</param>
/// <param name="metrics">Its /metrics page.</param>
internal sealed class WatchedProcess(string name, Uri metrics)
{
    private readonly SortedDictionary<string, List<double>> _seen = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public Uri Metrics { get; } = metrics;

    /// <summary>Gauges, and what each said in the order of time.</summary>
    public IReadOnlyDictionary<string, List<double>> Seen => _seen;

    /// <summary>Looks that saw nothing: it did not answer in time, or is not there any more.</summary>
    public int Missed { get; set; }

    public void Add(string gauge, double value)
    {
        if (!_seen.TryGetValue(gauge, out var list)) _seen[gauge] = list = [];
        list.Add(value);
    }
}
