using System.Text.Json;

namespace Orchestrator.Kernels.Simd;

/// <summary>One line of llama.cpp's answers: a prompt, the five largest logits of the first eight steps, and the greedy tokens.</summary>
internal sealed record Golden(string Model, string Prompt, int[] PromptTokens, (int Token, float Logit)[][] Steps, int[] Tokens)
{
    /// <summary>The lines of goldens/greedy.jsonl and goldens/random.jsonl.</summary>
    public static IReadOnlyList<Golden> Read(string file) =>
        [.. File.ReadLines(SharedData.Path($"goldens/{file}")).Where(line => line.Length > 0).Select(Parse)];

    /// <summary>The line's model file, unpacked where it is stored packed.</summary>
    public string ModelPath()
    {
        var folder = Model.StartsWith("random", StringComparison.Ordinal) ? "random" : Model[..Model.LastIndexOf('-')];
        return SharedData.Unzipped($"models/{folder}/{Model}");
    }

    private static Golden Parse(string line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        int[] Ids(string name) => [.. root.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
        return new(root.GetProperty("model").GetString()!, root.GetProperty("prompt").GetString()!, Ids("prompt_tokens"),
            [.. root.GetProperty("steps").EnumerateArray().Select(step => step.EnumerateArray().Select(e => (e[0].GetInt32(), e[1].GetSingle())).ToArray())],
            Ids("tokens"));
    }
}
