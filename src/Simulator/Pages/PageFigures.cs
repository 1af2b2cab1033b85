using System.Text.Json.Nodes;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pages;

/// <summary>All single figures of a result, as it was printed.</summary>
internal static class PageFigures
{
    /// <summary>Names and values; lists and objects are left to plots and tables of their own.</summary>
    public static PageTable Table(JsonObject json) => new(
        "All figures",
        ["figure", "value"],
        [.. json.Where(pair => pair.Value is null or JsonValue).Select(pair => new[] { pair.Key.Replace('_', ' '), Text(pair.Value) })]);

    /// <summary>As in the JSON, without quotes; a dash for what is not there.</summary>
    public static string Text(JsonNode? value) => value is null ? "–" : value.ToString();
}
