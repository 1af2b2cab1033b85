using System.IO.Hashing;
using Orchestrator.ModelFiles.HuggingFace;

namespace Orchestrator.ModelFiles;

/// <summary>A model's identity: the same digest means the same bytes, on whatever machine and under whatever path.</summary>
public static class ModelDigest
{
    private const int ChunkBytes = 8 << 20;

    /// <summary>
    /// XxHash128 over the bytes of the files that <see cref="ModelFile.Open"/> reads (a GGUF file; or config.json, the index and the safetensors
    /// files), one after the other in the order of their names.
    /// </summary>
    /// <param name="path">As for <see cref="ModelFile.Open"/>.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, after every 8 MiB.</param>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    /// <exception cref="ModelFileException">A file is missing or cannot be read.</exception>
    public static string Compute(string path, IProgress<double>? progress = null)
    {
        IEnumerable<string> files = Directory.Exists(path) ? ModelFolder.Read(path).Files.OrderBy(Path.GetFileName, StringComparer.Ordinal) : [path];
        var maps = new List<MappedFile>();
        try
        {
            foreach (var file in files) maps.Add(MappedFile.Open(file));
            var hash = new XxHash128();
            long total = maps.Sum(map => map.Length), done = 0;
            foreach (var map in maps)
            {
                for (long at = 0; at < map.Length; at += ChunkBytes)
                {
                    var count = (int)Math.Min(ChunkBytes, map.Length - at);
                    hash.Append(map.Bytes(at, count));
                    done += count;
                    progress?.Report((double)done / total);
                }
            }
            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }
        finally
        {
            foreach (var map in maps) map.Dispose();
        }
    }
}
