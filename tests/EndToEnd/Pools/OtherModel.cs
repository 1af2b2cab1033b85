using Orchestrator.EndToEnd.Asking;
using Orchestrator.ModelFiles.Writing;

namespace Orchestrator.EndToEnd.Pools;

/// <summary>Another model than the slow one, of another shape, under a name that must be escaped wherever it is part of a URL.</summary>
internal static class OtherModel
{
    public const string Name = "the other: größer";

    private static readonly RandomModelRecipe s_recipe = new() { Layers = 16, Hidden = 160, Heads = 10, KvHeads = 2, HeadDim = 16, FeedForward = 448, Vocab = 512, Context = 512 };
    private static readonly Lazy<string> s_path = new(Write);

    public static string Path => s_path.Value;

    /// <summary>Four questions for this model, greedy and drawn in turn.</summary>
    public static List<Question> Questions(int prompt, int answer, int seed) =>
        [.. Enumerable.Range(seed, 4).Select(s => Question.OfTokens(prompt, answer, s) with { Model = Name }).Select((q, i) => i % 2 == 0 ? q : q.Sampled(seed))];

    private static string Write()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-other-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var path = System.IO.Path.Combine(folder, "other.gguf");
        RandomModelFile.Write(path, s_recipe, seed: 2);
        return path;
    }
}
