using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;

namespace Orchestrator.Bench;

/// <summary>The verb make-model: a file or folder with random weights in a known shape.</summary>
internal static class MakeModel
{
    public static string Help { get; } = $"""
        usage: bench make-model (--shape NAME | --recipe FILE) --out PATH [options]

        Writes a model with random weights, tokenizer and chat template included.
        The same shape, type and seed give the same bytes on every machine.

          --shape NAME      {string.Join(", ", RandomModelShapes.Named.Keys)}
          --recipe FILE     a JSON object with "recipe" and "seed", or a file whose first line is one (tests/Unit/Goldens)
          --out PATH        the file, or with --format folder the folder, to write; replaces one that is there
          --format FORMAT   gguf (default) or folder (Hugging Face: config.json, model.safetensors, tokenizer.json)
          --type TYPE       of the matrices: {string.Join(", ", RowEncoder.Types.Select(TypeName))}; a folder holds no quantised types (default f32)
          --seed N          a whole number (default 1)

        Changes to the shape, each optional:
          --layers N --hidden N --heads N --kv-heads N --head-dim N --ffn N --vocab N --context N
          --tied true|false --rope-base X --rope-linear X --architecture llama|mistral|qwen2|qwen3
        """;

    public static int Run(Arguments arguments)
    {
        var (recipe, seed) = Start(arguments);
        recipe = Changed(recipe, arguments);
        seed = arguments.Take("--seed", seed);
        var target = Path.GetFullPath(arguments.TakeNeeded("--out"));
        var format = arguments.Take("--format") ?? "gguf";
        if (format is not ("gguf" or "folder")) throw new WrongUseException($"--format {format} is not gguf or folder");
        if (format == "gguf" && Directory.Exists(target)) throw new WrongUseException($"--out {target} is a folder");
        if (format == "gguf" && !Directory.Exists(Path.GetDirectoryName(target))) throw new WrongUseException($"--out {target}: its folder does not exist");
        arguments.End();

        var watch = Stopwatch.StartNew();
        try
        {
            if (format == "gguf") RandomModelFile.Write(target, recipe, seed, Report);
            else RandomModelFolder.Write(target, recipe, seed, Report);
        }
        catch (ArgumentException unfit)
        {
            throw new WrongUseException(unfit.Message);
        }
        Console.Error.WriteLine($"wrote {target} in {watch.Elapsed.TotalSeconds:F1} s");
        Console.WriteLine(Result(target, format, recipe, seed).ToJsonString());
        return 0;
    }

    private static (RandomModelRecipe Recipe, ulong Seed) Start(Arguments arguments)
    {
        var (shape, file) = (arguments.Take("--shape"), arguments.Take("--recipe"));
        if (shape is null == file is null) throw new WrongUseException("exactly one of --shape and --recipe is needed");
        if (shape is not null)
            return RandomModelShapes.Named.TryGetValue(shape, out var known) ? (known, 1UL) : throw new WrongUseException($"unknown shape '{shape}'; known: {string.Join(", ", RandomModelShapes.Named.Keys)}");
        if (!File.Exists(file)) throw new WrongUseException($"--recipe {file}: there is no such file");
        try
        {
            var line = File.ReadLines(file).FirstOrDefault() ?? "";
            var text = line.TrimEnd().EndsWith('}') ? line : File.ReadAllText(file);
            var stored = StoredRecipe.Parse(text);
            return (stored.Recipe, stored.Seed);
        }
        catch (JsonException unreadable)
        {
            throw new WrongUseException($"--recipe {file}: {unreadable.Message}");
        }
    }

    private static RandomModelRecipe Changed(RandomModelRecipe recipe, Arguments arguments)
    {
        var type = arguments.Take("--type");
        return recipe with
        {
            Architecture = arguments.Take("--architecture") ?? recipe.Architecture,
            Layers = arguments.Take("--layers", recipe.Layers),
            Hidden = arguments.Take("--hidden", recipe.Hidden),
            Heads = arguments.Take("--heads", recipe.Heads),
            KvHeads = arguments.Take("--kv-heads", recipe.KvHeads),
            HeadDim = arguments.Take("--head-dim", recipe.HeadDim),
            FeedForward = arguments.Take("--ffn", recipe.FeedForward),
            Vocab = arguments.Take("--vocab", recipe.Vocab),
            Context = arguments.Take("--context", recipe.Context),
            Tied = arguments.Take("--tied", recipe.Tied),
            RopeBase = arguments.Take("--rope-base", recipe.RopeBase),
            RopeLinearFactor = arguments.Take("--rope-linear", recipe.RopeLinearFactor),
            Type = type is null ? recipe.Type : Parse(type),
        };
    }

    private static TensorType Parse(string name)
    {
        foreach (var type in RowEncoder.Types) if (TypeName(type) == name) return type;
        throw new WrongUseException($"--type {name} is not one of {string.Join(", ", RowEncoder.Types.Select(TypeName))}");
    }

    private static string TypeName(TensorType type) => type.ToString().ToLowerInvariant();

    private static int s_reported;

    private static void Report(long done, long total)
    {
        var tenth = (int)(done * 10 / total);
        if (tenth == s_reported) return;
        s_reported = tenth;
        Console.Error.WriteLine($"{done / 1e6:F1} of {total / 1e6:F1} MB");
    }

    private static JsonObject Result(string target, string format, RandomModelRecipe recipe, ulong seed) => new()
    {
        ["path"] = target,
        ["format"] = format,
        ["bytes"] = format == "gguf" ? new FileInfo(target).Length : new DirectoryInfo(target).EnumerateFiles().Sum(file => file.Length),
        ["seed"] = seed,
        ["recipe"] = JsonSerializer.SerializeToNode(recipe, RandomModelRecipe.Json),
    };
}
