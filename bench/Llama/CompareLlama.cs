using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.Bench.Machine;

namespace Orchestrator.Bench.Llama;

/// <summary>The verb compare-llama: our engine and llama.cpp in turn, on the same files, in one run.</summary>
internal static class CompareLlama
{
    // llama.cpp rounds each sequence's part of the context up to this.
    private const int LlamaContextStep = 256;

    public static string Help { get; } = """
        usage: bench compare-llama --llama-bench PATH --llama-batched-bench PATH --models FILE,FILE... [options]

        Runs our engine (bench engine, as a process of its own) and llama.cpp's benchmarks in turn, and compares the medians.

          --llama-bench PATH          llama.cpp's program
          --llama-batched-bench PATH  llama.cpp's other program
          --models FILE,FILE...       GGUF files
          --threads N                 on both sides (default: all cores but one)
          --repeat N                  rounds; each runs every cell once on both sides (default 5)
          --prompt N                  prefill: tokens; 0 leaves it out (default 512)
          --tokens N                  decode, one sequence: steps; 0 leaves it out (default 128)
          --batch N                   decode, so many sequences; 0 leaves it out (default 8)
          --batch-tokens N            decode, several sequences: steps (default 64)
          --kv-type TYPE              of our keys and values (default f32); llama.cpp keeps its default, f16
          --token-budget N            of our engine's steps (default: its own)
          --out FILE                  writes the table there as well
        """;

    public static int Run(Arguments arguments)
    {
        var options = ComparisonOptions.Read(arguments);
        var comparison = new Comparison(options);
        for (var round = 0; round < options.Repeat; round++)
        {
            comparison.AddBandwidth(ReadBandwidth.Measure(options.Threads, 3));
            foreach (var model in options.Models)
            {
                var watch = Stopwatch.StartNew();
                // Whoever comes second meets a warmer machine: it is not always the same.
                foreach (var (ours, theirs) in Turns(comparison, options, model))
                {
                    if (round % 2 == 0) ours();
                    theirs();
                    if (round % 2 == 1) ours();
                }
                Console.Error.WriteLine($"round {round + 1} of {options.Repeat}: {Path.GetFileName(model)}, {watch.Elapsed.TotalSeconds:F1} s");
            }
        }
        var table = comparison.ToMarkdown();
        Console.Error.Write(table);
        if (options.Out is { } path) File.WriteAllText(path, table);
        Console.WriteLine(comparison.ToJson().ToJsonString());
        return 0;
    }

    // The two sides of each comparison, to be run one after the other.
    private static IEnumerable<(Action Ours, Action Theirs)> Turns(Comparison comparison, ComparisonOptions options, string model)
    {
        var name = Path.GetFileName(model);
        if (options.Prompt + options.Tokens > 0)
        {
            var prefill = options.Prompt == 0 ? null : comparison.Of(name, $"prefill {options.Prompt}", null);
            var decode = options.Tokens == 0 ? null : comparison.Of(name, $"decode {options.Tokens}", 1);
            yield return (() => Ours(comparison, options, model, options.Prompt, options.Tokens, 1, prefill, decode), () => Bench(comparison, options, model, prefill, decode));
        }
        if (options.Batch == 0) yield break;
        var batch = comparison.Of(name, $"decode {options.BatchTokens} x {options.Batch}", options.Batch);
        yield return (() => Ours(comparison, options, model, 0, options.BatchTokens, options.Batch, null, batch), () => BatchedBench(options, model, batch));
    }

    private static void Ours(Comparison comparison, ComparisonOptions options, string model, int prompt, int tokens, int batch, Cell? prefill, Cell? decode)
    {
        var (file, first) = ChildProcess.Self;
        string[] budget = options.TokenBudget is { } given ? ["--token-budget", given] : [];
        var output = ChildProcess.Run(file, [.. first, "engine", "--model", model, "--device", "simd", "--speeds-only", "true", "--repeat", "1", "--kv-type", options.KvType,
            "--threads", Text(options.Threads), "--prompt", Text(prompt), "--tokens", Text(tokens), "--batch", Text(batch), .. budget]);
        var result = JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!;
        prefill?.OursSamples.Add((double)result["prefill_tokens_per_second"]!);
        decode?.OursSamples.Add((double)result["decode_tokens_per_second"]!);
        if (decode is not null) decode.StepBytes = (double)result["step_bytes"]!;
        comparison.Device = (string)result["device"]!;
    }

    private static void Bench(Comparison comparison, ComparisonOptions options, string model, Cell? prefill, Cell? decode)
    {
        var output = ChildProcess.Run(options.LlamaBench, ["-m", model, "-t", Text(options.Threads), "-p", Text(options.Prompt), "-n", Text(options.Tokens), "-r", "1", "-o", "json"]);
        foreach (var (cell, prompt, generated) in new[] { (prefill, options.Prompt, 0), (decode, 0, options.Tokens) })
        {
            if (cell is null) continue;
            var test = LlamaOutput.Bench(output, prompt, generated);
            cell.TheirsSamples.Add(test.TokensPerSecond);
            (comparison.LlamaBuild, comparison.Processor) = (test.Build, test.Processor);
        }
    }

    // One token each to begin with, whose step llama.cpp does not count: its steps start at position 1, ours at 0.
    private static void BatchedBench(ComparisonOptions options, string model, Cell cell)
    {
        var each = (options.BatchTokens + 1 + LlamaContextStep - 1) / LlamaContextStep * LlamaContextStep;
        var output = ChildProcess.Run(options.LlamaBatchedBench, ["-m", model, "-t", Text(options.Threads), "-tb", Text(options.Threads), "-c", Text(each * options.Batch),
            "-npp", "1", "-ntg", Text(options.BatchTokens), "-npl", Text(options.Batch), "--output-format", "jsonl"]);
        cell.TheirsSamples.Add(LlamaOutput.BatchedBench(output, options.Batch));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
