using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>The dashboards, alert rules and the document of metrics, as they lie in the repository.</summary>
internal static partial class Boards
{
    private static readonly string s_root = FindRoot();

    public static string Alerts { get; } = Path.Combine(s_root, "deploy", "prometheus", "alerts.yaml");

    public static IReadOnlyList<string> Dashboards { get; } = Directory.GetFiles(Path.Combine(s_root, "deploy", "grafana"), "*.json");

    /// <summary>All expressions, each with the file that it is in.</summary>
    public static IEnumerable<(string File, string Expression)> Expressions() =>
        Dashboards.SelectMany(file => Of(file).Select(e => (Path.GetFileName(file), e))).Concat(AlertPattern().Matches(File.ReadAllText(Alerts)).Select(m => (Path.GetFileName(Alerts), m.Groups["expr"].Value)));

    /// <summary>The metrics that docs/telemetry.md has a line about.</summary>
    public static IReadOnlySet<string> Documented() => DocumentedPattern().Matches(File.ReadAllText(Path.Combine(s_root, "docs", "telemetry.md"))).Select(m => m.Groups["name"].Value).ToHashSet();

    private static IEnumerable<string> Of(string dashboard)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(dashboard));
        return [.. Expressions(json.RootElement)];
    }

    private static IEnumerable<string> Expressions(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p.Value.ValueKind != JsonValueKind.String ? Expressions(p.Value)
            : p.Name == "expr" ? [p.Value.GetString()!]
            : p.Name == "query" && VariablePattern().Match(p.Value.GetString()!) is { Success: true } variable ? [variable.Groups["name"].Value] : []),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above the tests has Orchestrator.sln");
        return folder.FullName;
    }

    [GeneratedRegex(@"^\s*expr:\s*(?<expr>.+)$", RegexOptions.Multiline)]
    private static partial Regex AlertPattern();

    [GeneratedRegex(@"^label_values\((?<name>[^,{]+)")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"^\| `(?<name>(vllm:|gen_ai_|orchestrator_)[a-z0-9_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedPattern();
}
