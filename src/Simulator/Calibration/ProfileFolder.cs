using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>All measured profiles in a folder and the folders below it, sorted by path. Files that hold predictions of a regression are no measurements and are left out.</summary>
internal static class ProfileFolder
{
    /// <exception cref="ProfileException">The folder is not there or has no profile in it, or one cannot be read.</exception>
    public static List<MeasuredProfile> Read(string folder, Catalogue catalogue)
    {
        if (!Directory.Exists(folder)) throw new ProfileException($"{folder} is no folder");
        var profiles = new List<MeasuredProfile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith("__mlp.csv", StringComparison.Ordinal)) profiles.AddRange(VidurProfiles.Read(path, catalogue));
            else if (name.StartsWith("v0__", StringComparison.Ordinal) && name.EndsWith("__layers.csv", StringComparison.Ordinal)) profiles.Add(LayerProfiles.Read(path));
            else if (name.StartsWith("perf__", StringComparison.Ordinal) && name.EndsWith("__dense.csv", StringComparison.Ordinal)) profiles.Add(OperatorProfiles.Read(path));
        }
        return profiles.Count > 0 ? profiles : throw new ProfileException($"{folder} has no profile in it: *__mlp.csv, v0__*__layers.csv or perf__*__dense.csv");
    }
}
