using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Settings;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Bench.Engine;

/// <summary>What bench engine is to measure.</summary>
internal sealed record EngineBenchOptions
{
    public required string ModelPath { get; init; }
    public required string Device { get; init; }
    public required int Threads { get; init; }

    /// <summary>Tokens of the prompt whose prefill is measured; 0: not measured.</summary>
    public required int Prompt { get; init; }

    /// <summary>Decode steps in one run; 0: not measured.</summary>
    public required int Tokens { get; init; }

    /// <summary>Sequences that decode side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>Tokens before the first decode step that is measured.</summary>
    public required int Depth { get; init; }

    public required KvElement KvElement { get; init; }

    /// <summary>See <see cref="WorkerOptions.Deterministic"/>.</summary>
    public bool Deterministic { get; init; }

    public required int TokenBudget { get; init; }

    /// <summary>Tokens of the digest's text that go into one step.</summary>
    public required int Chunk { get; init; }

    public required int Repeat { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Leave out digest, mixed step and memory bandwidth.</summary>
    public required bool SpeedsOnly { get; init; }

    /// <summary>Runs before the first that counts go on for so long, and at least one: the just-in-time compiler and the processor's clock settle within about a second.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>As many as the worker runs at the same time, or as the batch has.</summary>
    public int MaxRunning => Math.Max(new EngineOptions { MaxContext = 1 }.MaxRunning, Batch);

    /// <summary>Tokens before decode: an empty context still needs one token to go on from.</summary>
    public int DecodePrompt => Math.Max(1, Depth);

    /// <summary>New tokens of a step's prefill chunk beside the decodes, the budget's rest.</summary>
    public int MixedChunk => Math.Max(1, TokenBudget - Batch);

    public static EngineBenchOptions Read(Arguments arguments)
    {
        var budget = AtLeast(1, arguments, "--token-budget", new EngineOptions { MaxContext = 1 }.TokenBudget);
        var options = new EngineBenchOptions
        {
            ModelPath = arguments.TakeNeeded("--model"),
            Device = OneOf(arguments, "--device", "simd", DeviceSettings.Devices),
            Threads = AtLeast(1, arguments, "--threads", Math.Max(1, Environment.ProcessorCount - 1)),
            Prompt = AtLeast(0, arguments, "--prompt", 512),
            Tokens = AtLeast(0, arguments, "--tokens", 128),
            Batch = AtLeast(1, arguments, "--batch", 1),
            Depth = AtLeast(0, arguments, "--depth", 0),
            KvElement = Enum.Parse<KvElement>(OneOf(arguments, "--kv-type", "f32", ["f32", "f16", "bf16"]), ignoreCase: true),
            Deterministic = arguments.Take("--deterministic", false),
            TokenBudget = budget,
            Chunk = AtLeast(1, arguments, "--chunk", budget),
            Repeat = AtLeast(1, arguments, "--repeat", 5),
            Seed = arguments.Take("--seed", 1UL),
            SpeedsOnly = arguments.Take("--speeds-only", false),
        };
        arguments.End();
        if (!File.Exists(options.ModelPath) && !Directory.Exists(options.ModelPath)) throw new WrongUseException($"--model {options.ModelPath}: there is no such file or folder");
        if (options is { Prompt: 0, Tokens: 0 }) throw new WrongUseException("--prompt 0 and --tokens 0 leave nothing to measure");
        if (options.TokenBudget < options.Batch) throw new WrongUseException($"--token-budget {options.TokenBudget} holds less than one token of each of --batch {options.Batch}");
        return options;
    }

    /// <summary>The same as a worker is told it, with a KV cache of exactly so many bytes.</summary>
    public WorkerOptions ToWorker(int context, long kvBytes) => new()
    {
        Id = new WorkerId("bench"),
        Pool = "bench",
        ModelPath = ModelPath,
        Role = WorkerRole.Mixed,
        Device = Device,
        Threads = Threads,
        Context = context,
        KvMemory = kvBytes,
        KvElement = KvElement,
        Deterministic = Deterministic,
        TokenBudget = TokenBudget,
        MaxRunning = MaxRunning,
        MaxWaiting = 3 * MaxRunning,
        PrefixCache = true,
        AutomatonMemory = EngineOptions.DefaultAutomatonMemory,
        Supervised = false,
        DrainTimeout = TimeSpan.Zero,
    };

    private static int AtLeast(int least, Arguments arguments, string name, int fallback)
    {
        var value = arguments.Take(name, fallback);
        return value >= least ? value : throw new WrongUseException($"{name} {value} is less than {least}");
    }

    private static string OneOf(Arguments arguments, string name, string fallback, string[] known)
    {
        var value = arguments.Take(name) ?? fallback;
        return known.Contains(value) ? value : throw new WrongUseException($"{name} {value} is not one of {string.Join(", ", known)}");
    }
}
