using System.Runtime.InteropServices;

namespace Orchestrator.EndToEnd.Processes;

/// <summary>The programs under test, as the build of this very configuration left them.</summary>
internal static class Programs
{
    public static string Silo { get; } = Find("Silo");

    public static string Gateway { get; } = Find("Gateway");

    public static string Workers { get; } = Find("Workers");

    /// <summary>The dotnet that runs these tests.</summary>
    public static string Dotnet { get; } = FindDotnet();

    // artifacts/bin/EndToEnd/release -> artifacts/bin/Silo/release
    private static string Find(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.GetFullPath(Path.Combine(here.FullName, "..", "..", project, here.Name, $"Orchestrator.{project}.dll"));
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: build the solution in this configuration first");
    }

    private static string FindDotnet()
    {
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(beside) ? beside : "dotnet";
    }
}
