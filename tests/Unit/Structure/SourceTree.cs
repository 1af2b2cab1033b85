using Xunit;

namespace Orchestrator.Unit.Structure;

/// <summary>The folder of the solution, when the tests run inside it.</summary>
internal static class SourceTree
{
    private static readonly string? s_root = Find();

    /// <summary>The full path of the folder; skips the calling test, with the reason, when the sources are not there.</summary>
    public static string Root()
    {
        Assert.SkipWhen(s_root is null, $"no Orchestrator.sln above {AppContext.BaseDirectory}: the sources are not here");
        return s_root!;
    }

    /// <summary>Every file below, hidden folders and built things left out, as paths from the root with slashes.</summary>
    public static IEnumerable<string> Files(string extension = "") =>
        Below(Root()).Where(f => f.EndsWith(extension, StringComparison.Ordinal)).Select(f => Path.GetRelativePath(Root(), f).Replace('\\', '/'));

    /// <summary>The C# files that people wrote.</summary>
    public static IEnumerable<SourceFile> CSharp() => Files(".cs").Select(f => new SourceFile(f, File.ReadAllText(Path.Combine(Root(), f))));

    private static IEnumerable<string> Below(string folder)
    {
        foreach (var file in Directory.GetFiles(folder)) yield return file;
        foreach (var inner in Directory.GetDirectories(folder))
        {
            if (Path.GetFileName(inner) is "artifacts" or "bin" or "obj" || Path.GetFileName(inner).StartsWith('.')) continue;
            foreach (var file in Below(inner)) yield return file;
        }
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) return folder.FullName;
        return null;
    }
}
