namespace Orchestrator.Unit.Structure;

/// <summary>Which project may use which.</summary>
internal static class Layers
{
    /// <summary>What a project names in its project file, and nothing else.</summary>
    public static IReadOnlyDictionary<string, string[]> Named { get; } = new Dictionary<string, string[]>
    {
        ["Contracts"] = [],
        ["ModelFiles"] = [],
        ["Policies"] = ["Contracts"],
        ["Grains"] = ["Contracts", "Policies"],
        ["Hosting"] = ["Contracts"],
        ["Gateway"] = ["Contracts", "Hosting", "ModelFiles"],
        ["Workers"] = ["Contracts", "Hosting", "ModelFiles", "Policies"],
        ["Simulator"] = ["Contracts", "Policies"],
        ["Silo"] = ["Gateway", "Grains", "Hosting"],
    };

    /// <summary>Built before the silo because the silo starts it, never loaded by it.</summary>
    public const string StartedBySilo = "Workers";

    /// <summary>What a project's code may use: what it names, and what that names.</summary>
    public static IReadOnlySet<string> Usable(string project) => Named[project].SelectMany(named => Usable(named).Append(named)).ToHashSet();
}
