using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Llama;

/// <summary>Reads what llama.cpp's benchmarks print.</summary>
internal static class LlamaOutput
{
    /// <summary>The test of llama-bench -o json with so many prompt and generated tokens. Throws <see cref="IOException"/> when it is not there.</summary>
    public static LlamaTest Bench(string output, int prompt, int generated)
    {
        foreach (var test in Parse(output).AsArray())
        {
            if (test is JsonObject found && Number(found, "n_prompt") == prompt && Number(found, "n_gen") == generated)
                return new LlamaTest(Number(found, "avg_ts"), $"{found["build_commit"]} ({found["build_number"]})", $"{found["cpu_info"]}");
        }
        throw new IOException($"llama-bench gives no test of {prompt} prompt and {generated} generated tokens");
    }

    /// <summary>Generated tokens per second of all sequences together, from the line of llama-batched-bench --output-format jsonl for so many sequences.</summary>
    public static double BatchedBench(string output, int sequences)
    {
        foreach (var line in output.Split('\n').Where(line => line.StartsWith('{')))
        {
            if (Parse(line) is JsonObject found && Number(found, "pl") == sequences) return Number(found, "speed_tg");
        }
        throw new IOException($"llama-batched-bench gives no line for {sequences} sequences");
    }

    private static JsonNode Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) ?? throw new IOException("llama.cpp printed null");
        }
        catch (JsonException unreadable)
        {
            throw new IOException($"llama.cpp printed no JSON: {unreadable.Message}", unreadable);
        }
    }

    private static double Number(JsonObject test, string name) => test[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : throw new IOException($"llama.cpp's output has no number {name}");
}

/// <summary>A result of llama-bench: tokens per second, and which build made it on which processor.</summary>
internal readonly record struct LlamaTest(double TokensPerSecond, string Build, string Processor);
