using System.Text.Json.Nodes;

namespace Orchestrator.Bench;

/// <summary>What repeated runs measured, in the order of the runs.</summary>
internal static class Samples
{
    /// <summary>The middle value, or the mean of the two middle ones; null of nothing.</summary>
    public static double? Median(IReadOnlyCollection<double> samples)
    {
        if (samples.Count == 0) return null;
        var sorted = samples.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static JsonArray ToJson(IEnumerable<double> samples) => [.. samples.Select(sample => JsonValue.Create(sample))];
}
