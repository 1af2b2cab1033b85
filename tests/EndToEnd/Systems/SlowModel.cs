using Orchestrator.ModelFiles.Writing;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A model with random weights whose steps take milliseconds; written when first asked for and deleted when the process ends.</summary>
internal static class SlowModel
{
    public const string Name = "slow";

    private static readonly RandomModelRecipe s_recipe = new() { Layers = 24, Hidden = 192, Heads = 8, KvHeads = 4, HeadDim = 16, FeedForward = 576, Vocab = 512, Context = 1024 };
    private static readonly Lazy<string> s_path = new(Write);

    public static string Path => s_path.Value;

    private static string Write()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-slow-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var path = System.IO.Path.Combine(folder, Name + ".gguf");
        RandomModelFile.Write(path, s_recipe, seed: 1);
        return path;
    }
}
