using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.LoadTests.Watching;

/// <summary>The processes that a server lists in the form of Prometheus' HTTP service discovery.</summary>
internal static class MetricTargetList
{
    /// <summary>Names, by the label worker or else process, and their pages. Empty for what is no such list.</summary>
    public static IReadOnlyList<(string Name, Uri Metrics)> Read(string? page)
    {
        if (page is null) return [];
        try
        {
            return [.. from entry in JsonNode.Parse(page) as JsonArray ?? []
                       let labels = entry?["labels"]
                       from target in entry?["targets"] as JsonArray ?? []
                       let name = (string?)labels?["worker"] ?? (string?)labels?["process"] ?? (string?)target
                       where Uri.TryCreate($"http://{target}/metrics", UriKind.Absolute, out _)
                       select (name, new Uri($"http://{target}/metrics"))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
