namespace Orchestrator.Policies.Routing;

/// <summary>The names under which users know the rules.</summary>
public static class RuleNames
{
    private static readonly (string Name, RoutingRule Rule)[] s_names =
    [
        ("default", RoutingRule.Default),
        ("round-robin", RoutingRule.RoundRobin),
        ("power-of-two", RoutingRule.PowerOfTwo),
        ("least-loaded", RoutingRule.LeastLoaded),
        ("longest-prefix", RoutingRule.LongestPrefix),
        ("sglang", RoutingRule.Sglang),
        ("dynamo", RoutingRule.Dynamo),
    ];

    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_names.Select(n => n.Name)];

    public static string Of(RoutingRule rule) => s_names.First(n => n.Rule == rule).Name;

    /// <summary>The rule of a name; another name throws <see cref="ArgumentException"/>.</summary>
    public static RoutingRule Parse(string name)
    {
        foreach (var known in s_names) if (known.Name == name) return known.Rule;
        throw new ArgumentException($"there is no routing rule '{name}'; there are {string.Join(", ", All)}", nameof(name));
    }
}
