using System.Formats.Tar;
using System.IO.Compression;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Calibration;

namespace Orchestrator.Unit.Cost;

/// <summary>The measured profiles of the data folder, read once; skips the calling test where they are not.</summary>
internal static class Profiles
{
    private static readonly Lock s_lock = new();
    private static List<MeasuredProfile>? s_all;

    public static List<MeasuredProfile> All()
    {
        var archive = SharedData.Path("profiles/profiles.tar.gz");
        lock (s_lock)
        {
            if (s_all is not null) return s_all;
            var folder = Directory.CreateTempSubdirectory("profiles").FullName;
            try
            {
                using (var source = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress)) TarFile.ExtractToDirectory(source, folder, overwriteFiles: true);
                return s_all = ProfileFolder.Read(folder, Catalogue.Default);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
