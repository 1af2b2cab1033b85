using System.Text.Json;

namespace Orchestrator.Simulator.Traces;

/// <summary>
/// One JSON object per line, in one of two dialects. Mooncake's: timestamp (ms), input_length, output_length, hash_ids. LLMServingSim's:
/// arrival_time_ns, input_toks, output_toks, input_tok_ids. Without hashes and ids no two prompts have anything in common.
/// </summary>
internal static class JsonTrace
{
    private const double MillisecondsPerSecond = 1e3, NanosecondsPerSecond = 1e9;

    /// <summary>One line; throws <see cref="TraceException"/> for a field that is missing or makes no sense.</summary>
    /// <returns>The request and its time in seconds.</returns>
    public static (double Seconds, TraceRequest Request) Read(string line, BlockNumbers numbers, int blockTokens)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var seconds = root.TryGetProperty("arrival_time_ns", out var nanoseconds) ? nanoseconds.GetDouble() / NanosecondsPerSecond : Field(root, "timestamp", null).GetDouble() / MillisecondsPerSecond;
            var prompt = Field(root, "input_length", "input_toks").GetInt32();
            var answer = Field(root, "output_length", "output_toks").GetInt32();
            if (prompt < 1 || answer < 0) throw new TraceException($"a prompt of {prompt} and an answer of {answer} tokens");
            return (seconds, new TraceRequest(default, prompt, answer, Blocks(root, prompt, numbers, blockTokens)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new TraceException(e.Message, e);
        }
    }

    private static JsonElement Field(JsonElement root, string name, string? other) =>
        root.TryGetProperty(name, out var value) || (other is not null && root.TryGetProperty(other, out value))
            ? value
            : throw new TraceException($"there is no {name}{(other is null ? "" : $" and no {other}")}");

    private static int[] Blocks(JsonElement root, int prompt, BlockNumbers numbers, int blockTokens)
    {
        var needed = (prompt + blockTokens - 1) / blockTokens;
        if (root.TryGetProperty("hash_ids", out var hashes))
        {
            int[] blocks = [.. hashes.EnumerateArray().Select(h => numbers.Of(h.GetRawText()))];
            if (blocks.Length != needed) throw new TraceException($"{blocks.Length} hash_ids for {prompt} tokens in blocks of {blockTokens}; {needed} are needed (--block-tokens)");
            return blocks;
        }
        return root.TryGetProperty("input_tok_ids", out var ids) ? numbers.Chain([.. ids.EnumerateArray().Select(t => t.GetInt32())], blockTokens) : numbers.Fresh(needed);
    }
}
