using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;

namespace Orchestrator.EndToEnd.PrefixCache;

/// <summary>A model with random weights that takes prompts of thousands of tokens; written when first asked for and deleted when the process ends.</summary>
internal static class LongModel
{
    public const string Name = "long";

    private static readonly Lazy<string> s_path = new(Write);

    public static string Path => s_path.Value;

    private static string Write()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-long-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var path = System.IO.Path.Combine(folder, Name + ".gguf");
        RandomModelFile.Write(path, RandomModelShapes.Named["llama-15m"] with { Vocab = 4096, Type = TensorType.Q8_0 }, seed: 1);
        return path;
    }
}
