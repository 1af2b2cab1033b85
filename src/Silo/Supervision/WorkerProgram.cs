using System.Diagnostics;
using System.Runtime.InteropServices;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Silo.Supervision;

/// <summary>Where the worker program lies and how it is started.</summary>
public sealed record WorkerProgram(string Host, IReadOnlyList<string> HostArguments)
{
    private const string Name = "Orchestrator.Workers";

    /// <summary>
    /// Finds the program: at <paramref name="setting"/> if given, else beside this one (as published together), else where the build puts it.
    /// </summary>
    public static WorkerProgram Find(string? setting)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string[] places = setting is not null
            ? [setting]
            : [Path.Combine(here.FullName, "workers"), Path.Combine(here.FullName, "..", "..", "Workers", here.Name)];
        foreach (var place in places)
        {
            if (File.Exists(Path.Combine(place, Name + ".dll")) && DotnetHost() is { } dotnet) return new WorkerProgram(dotnet, [Path.GetFullPath(Path.Combine(place, Name + ".dll"))]);
            var executable = Path.GetFullPath(Path.Combine(place, OperatingSystem.IsWindows() ? Name + ".exe" : Name));
            if (File.Exists(executable)) return new WorkerProgram(executable, []);
        }
        throw new WrongUseException($"the worker program {Name} is not in {string.Join(" or ", places.Select(Path.GetFullPath))}");
    }

    public ProcessStartInfo ToStartInfo(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Host)
        {
            // The child ends when its standard input does; its standard error is passed on line by line.
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in HostArguments.Concat(arguments)) start.ArgumentList.Add(argument);
        return start;
    }

    // The dotnet that runs this very process; a program that carries its own runtime has none.
    private static string? DotnetHost()
    {
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(beside) ? beside : null;
    }
}
