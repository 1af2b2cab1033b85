using Xunit;

namespace Orchestrator.Tests;

/// <summary>Models, goldens and vectors that are too large for the repository: ../shared/data beside it, or the folder in ORCHESTRATOR_DATA. Tests that need them are skipped, visibly, elsewhere.</summary>
internal static class SharedData
{
    private static readonly string? s_root = Find();

    /// <summary>The full path of a file or folder under the data folder; skips the calling test, with the reason, when it is not there.</summary>
    public static string Path(string relative)
    {
        Assert.SkipWhen(s_root is null, "no data folder: neither ORCHESTRATOR_DATA nor ../shared/data exists");
        var path = System.IO.Path.Combine(s_root!, relative);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"the data folder {s_root} has no {relative}");
        return path;
    }

    /// <summary>As <see cref="Path"/>, for a file that may be stored gzipped ("name" or "name.gz"); unpacks it once into a folder for temporary files.</summary>
    public static string Unzipped(string relative)
    {
        Assert.SkipWhen(s_root is null, "no data folder: neither ORCHESTRATOR_DATA nor ../shared/data exists");
        var plain = System.IO.Path.Combine(s_root!, relative);
        if (File.Exists(plain)) return plain;
        var target = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "orchestrator-tests", relative);
        if (File.Exists(target)) return target;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        var part = target + "." + Guid.NewGuid().ToString("N");
        using (var source = new System.IO.Compression.GZipStream(File.OpenRead(Path(relative + ".gz")), System.IO.Compression.CompressionMode.Decompress))
        using (var copy = File.Create(part)) source.CopyTo(copy);
        File.Move(part, target, overwrite: true);
        return target;
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("ORCHESTRATOR_DATA");
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Orchestrator.sln"))) continue;
            var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data"));
            return Directory.Exists(beside) ? beside : null;
        }
        return null;
    }
}
