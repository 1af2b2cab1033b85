using System.Diagnostics;
using Orchestrator.Bench.Machine;
using Orchestrator.Hosting.Settings;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Model;

namespace Orchestrator.Bench.Engine;

/// <summary>The verb engine: how fast the whole engine is with one model on one device.</summary>
internal static class MeasureEngine
{
    public static string Help { get; } = $"""
        usage: bench engine --model PATH [options]

        Measures the engine of a worker as its gateways see it: scheduler, forward pass and sampler. Prefill and decode apart, medians.

          --model PATH        a GGUF file or a Hugging Face folder
          --device DEVICE     {string.Join(", ", DeviceSettings.Devices)} (default simd)
          --threads N         threads that compute (default: all cores but one)
          --prompt N          prefill: tokens of the prompt; 0 leaves prefill out (default 512)
          --tokens N          decode: steps; 0 leaves decode out (default 128)
          --batch N           decode: sequences side by side (default 1)
          --depth N           decode: tokens in each sequence before the first measured step (default 0)
          --kv-type TYPE      of keys and values: f32, f16, bf16 (default f32)
          --deterministic B   true: no tensor cores on a GPU, so that the digest does not depend on batch and chunks (default false)
          --token-budget N    new tokens in one step at most (default {new EngineOptions { MaxContext = 1 }.TokenBudget})
          --repeat N          runs of each kind after the warm-up (default 5)
          --chunk N           tokens per step of the text behind logits_digest (default: the token budget)
          --seed N            of the random prompts (default 1)
          --speeds-only true  leave out logits_digest, mixed_step_penalty and the memory's bandwidth
        """;

    public static int Run(Arguments arguments)
    {
        var options = EngineBenchOptions.Read(arguments);
        var figures = MeasureAsync(options).GetAwaiter().GetResult();
        // Last of all: the buffer must not count as the engine's memory. Of a device with memory of its own, this one would say nothing.
        if (!options.SpeedsOnly && figures.Device.StartsWith("simd", StringComparison.Ordinal))
        {
            figures.Bandwidth = ReadBandwidth.Measure(options.Threads, options.Repeat);
            Console.Error.WriteLine($"memory: {Samples.Median([.. figures.Bandwidth]) / 1e9:F1} GB/s");
        }
        Console.WriteLine(figures.ToJson(options).ToJsonString());
        return 0;
    }

    /// <summary>All but the memory's bandwidth.</summary>
    internal static async Task<EngineFigures> MeasureAsync(EngineBenchOptions options)
    {
        var watch = Stopwatch.StartNew();
        await using var loaded = new LoadedEngine(options);
        var figures = Describe(loaded, options);
        Console.Error.WriteLine($"{figures.Model} on {figures.Device}, loaded in {watch.Elapsed.TotalSeconds:F2} s");
        if (!options.SpeedsOnly) Examine(loaded, options, figures);

        var engine = await loaded.StartAsync();
        var runs = new SpeedRuns(engine, new RandomWork(options.Seed, loaded.Model.Config.Vocab), options);
        if (options.Prompt > 0) await RepeatAsync("prefill", loaded, runs.PrefillAsync, figures.Prefill, figures, options);
        if (options.Tokens > 0) await RepeatAsync("decode", loaded, runs.DecodeAsync, figures.Decode, figures, options);
        return figures;
    }

    private static EngineFigures Describe(LoadedEngine loaded, EngineBenchOptions options)
    {
        var kv = loaded.Backend.Kv;
        return new EngineFigures
        {
            Device = loaded.Backend.Device,
            Model = Path.GetFileName(Path.TrimEndingDirectorySeparator(options.ModelPath)),
            ModelBytes = Directory.Exists(options.ModelPath) ? new DirectoryInfo(options.ModelPath).EnumerateFiles().Sum(file => file.Length) : new FileInfo(options.ModelPath).Length,
            KvBytes = kv.Blocks * kv.BlockBytes,
            StepBytes = DecodeTraffic.WeightBytes(new ModelWeights(loaded.Model)) + DecodeTraffic.KvBytes(kv, options.Batch, options.Depth, options.Tokens),
        };
    }

    // What needs the bare model, before the engine takes it.
    private static void Examine(LoadedEngine loaded, EngineBenchOptions options, EngineFigures figures)
    {
        var watch = Stopwatch.StartNew();
        var vocab = loaded.Model.Config.Vocab;
        figures.Digest = LogitsDigest.Compute(loaded.Backend, vocab, options.Batch, Math.Min(options.Chunk, LogitsDigest.Prefilled));
        Console.Error.WriteLine($"logits {figures.Digest[..16]}..., {watch.Elapsed.TotalSeconds:F2} s");
        figures.Mixed = MixedStep.Measure(loaded.Backend, vocab, options);
        Console.Error.WriteLine($"mixed step {1e3 * figures.Mixed.Both:F2} ms, apart {1e3 * figures.Mixed.Chunk:F2} + {1e3 * figures.Mixed.Decodes:F2} ms");
        figures.Memory.Look();
    }

    private static async Task RepeatAsync(string name, LoadedEngine loaded, Func<Task<double>> run, List<double> samples, EngineFigures figures, EngineBenchOptions options)
    {
        var warming = Stopwatch.StartNew();
        do await loaded.OrFaultAsync(run());
        while (warming.Elapsed < options.WarmUp);
        for (var i = 0; i < options.Repeat; i++)
        {
            samples.Add(await loaded.OrFaultAsync(run()));
            Console.Error.WriteLine($"{name} {i + 1} of {options.Repeat}: {samples[^1]:F1} tokens/s");
            figures.Memory.Look();
        }
    }
}
