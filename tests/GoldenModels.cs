using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.ModelFiles.Writing;

namespace Orchestrator.Tests;

/// <summary>Small models with random weights and what llama.cpp makes of them (tests/Unit/Goldens). Models are written when first asked for and deleted when the process ends.</summary>
internal static class GoldenModels
{
    private const string Extension = ".jsonl";
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };
    private static readonly Lazy<string> s_folder = new(MakeFolder);
    private static readonly ConcurrentDictionary<string, Lazy<GoldenModel>> s_models = new();
    private static readonly Lazy<IReadOnlyList<Golden>> s_demoChats = new(() => [.. Lines("demo-chats").Select(Parse)]);

    /// <summary>"end-to-end", "llama-f32" and so on.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(GoldenModels).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>What llama.cpp answers to held-out chats with the model in models/ (models/README.md). Only test projects that have this file among their resources have them.</summary>
    public static IReadOnlyList<Golden> DemoChats => s_demoChats.Value;

    /// <summary>The model as a GGUF file, and its goldens.</summary>
    public static GoldenModel File(string name) => s_models.GetOrAdd(name, _ => new(() =>
    {
        var model = Read(name, Path.Combine(s_folder.Value, name + ".gguf"));
        RandomModelFile.Write(model.Path, model.Recipe, model.Seed);
        return model;
    })).Value;

    /// <summary>The same model as a Hugging Face folder; the goldens are the file's. Only F32, F16 and BF16 models have one.</summary>
    public static GoldenModel Folder(string name) => s_models.GetOrAdd(name + "/", _ => new(() =>
    {
        var model = Read(name, Path.Combine(s_folder.Value, name));
        RandomModelFolder.Write(model.Path, model.Recipe, model.Seed);
        return model;
    })).Value;

    private static GoldenModel Read(string name, string path)
    {
        var lines = Lines(name + Extension).ToList();
        var recipe = StoredRecipe.Parse(lines[0]);
        return new GoldenModel(name, path, recipe.Recipe, recipe.Seed, [.. lines.Skip(1).Select(Parse)]);
    }

    private static Golden Parse(string line) => JsonSerializer.Deserialize<Golden>(line, s_json)!;

    private static IEnumerable<string> Lines(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new ArgumentException($"no goldens {resource}; known: {string.Join(", ", Names)}");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static string MakeFolder()
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-goldens-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // Something still holds a file; the system's own cleaning of temporary files will get it.
            }
        };
        return folder;
    }
}

/// <summary>A model in a folder for temporary files. Do not change it: all tests of the process share it.</summary>
internal sealed record GoldenModel(string Name, string Path, RandomModelRecipe Recipe, ulong Seed, IReadOnlyList<Golden> Goldens)
{
    /// <summary>The golden called <paramref name="name"/>; only end-to-end's have names.</summary>
    public Golden this[string name] => Goldens.First(golden => golden.Name == name);
}

/// <summary>What llama.cpp answers, greedily, to one prompt.</summary>
internal sealed record Golden
{
    public string? Name { get; init; }

    public required string Prompt { get; init; }

    /// <summary>The prompt spells its special tokens, the first included: it is a rendered chat. Otherwise BOS is put before it and nothing in it is special.</summary>
    public bool Special { get; init; }

    /// <summary>The chat whose rendering, with the model's template and a prompt to answer, is <see cref="Prompt"/>; empty for plain text.</summary>
    public IReadOnlyList<GoldenMessage> Messages { get; init; } = [];

    /// <summary>Tools that the chat offers, as clients of OpenAI's protocol send them; null for none.</summary>
    public JsonArray? Tools { get; init; }

    public required int MaxTokens { get; init; }
    public required int[] PromptTokens { get; init; }

    /// <summary>For each of the first 8 tokens, [token, logit] of the five best, best first.</summary>
    public required double[][][] Steps { get; init; }

    /// <summary>The tokens made; with <see cref="Stopped"/> the last one ends the text and is not in it.</summary>
    public required int[] Tokens { get; init; }

    /// <summary>The tokens' pieces one after another; a leading space stays.</summary>
    public required string Text { get; init; }

    /// <summary>"stop" or "length".</summary>
    public required string End { get; init; }

    /// <summary>The smallest distance, over all steps, of the best logit from the second.</summary>
    public required double Lead { get; init; }

    public bool Stopped => End == "stop";
}

/// <summary>One turn of a chat.</summary>
internal sealed record GoldenMessage(string Role, string Content);
