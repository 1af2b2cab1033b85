namespace Orchestrator.Bench.Llama;

/// <summary>What bench compare-llama is to compare.</summary>
internal sealed record ComparisonOptions
{
    public required string LlamaBench { get; init; }
    public required string LlamaBatchedBench { get; init; }
    public required IReadOnlyList<string> Models { get; init; }
    public required int Threads { get; init; }
    public required int Repeat { get; init; }

    /// <summary>Tokens of the prompt; 0: no prefill.</summary>
    public required int Prompt { get; init; }

    /// <summary>Decode steps of one sequence; 0: none.</summary>
    public required int Tokens { get; init; }

    /// <summary>Sequences side by side; 0: no such cell.</summary>
    public required int Batch { get; init; }

    /// <summary>Decode steps of the batch.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>Of our keys and values.</summary>
    public required string KvType { get; init; }

    /// <summary>Our engine's; null: its own default.</summary>
    public required string? TokenBudget { get; init; }

    /// <summary>Where the table goes too.</summary>
    public required string? Out { get; init; }

    public static ComparisonOptions Read(Arguments arguments)
    {
        var options = new ComparisonOptions
        {
            LlamaBench = Existing(arguments.TakeNeeded("--llama-bench"), "--llama-bench"),
            LlamaBatchedBench = Existing(arguments.TakeNeeded("--llama-batched-bench"), "--llama-batched-bench"),
            Models = [.. arguments.TakeNeeded("--models").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(path => Existing(path, "--models"))],
            Threads = AtLeast(1, arguments, "--threads", Math.Max(1, Environment.ProcessorCount - 1)),
            Repeat = AtLeast(1, arguments, "--repeat", 5),
            Prompt = AtLeast(0, arguments, "--prompt", 512),
            Tokens = AtLeast(0, arguments, "--tokens", 128),
            Batch = AtLeast(0, arguments, "--batch", 8),
            BatchTokens = AtLeast(1, arguments, "--batch-tokens", 64),
            KvType = arguments.Take("--kv-type") ?? "f32",
            TokenBudget = arguments.Take("--token-budget"),
            Out = arguments.Take("--out"),
        };
        arguments.End();
        if (options.Models.Count == 0) throw new WrongUseException("--models names no file");
        if (options.Models.Select(Path.GetFileName).Distinct().Count() < options.Models.Count) throw new WrongUseException("--models: two files have the same name");
        if (options is { Prompt: 0, Tokens: 0, Batch: 0 }) throw new WrongUseException("--prompt 0, --tokens 0 and --batch 0 leave nothing to compare");
        if (options.Out is { } path && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) throw new WrongUseException($"--out {path}: its folder does not exist");
        return options;
    }

    private static string Existing(string path, string name) => File.Exists(path) ? path : throw new WrongUseException($"{name} {path}: there is no such file");

    private static int AtLeast(int least, Arguments arguments, string name, int fallback)
    {
        var value = arguments.Take(name, fallback);
        return value >= least ? value : throw new WrongUseException($"{name} {value} is less than {least}");
    }
}
