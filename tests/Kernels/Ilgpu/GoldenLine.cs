using System.Text.Json;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>One line of the golden files: what llama.cpp generated from a prompt, and the five best tokens of the first steps.</summary>
internal sealed record GoldenLine(string Model, int[] PromptTokens, int[] Tokens, (int Token, float Logit)[][] Steps)
{
    /// <summary>The lines of a golden file that belong to a model.</summary>
    public static GoldenLine[] Of(string file, string model) =>
        [.. File.ReadLines(SharedData.Path("goldens/" + file)).Select(Parse).Where(line => line.Model == model)];

    private static GoldenLine Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        int[] Integers(string name) => [.. json.RootElement.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
        return new GoldenLine(json.RootElement.GetProperty("model").GetString()!, Integers("prompt_tokens"), Integers("tokens"),
            [.. json.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.EnumerateArray().Select(best => (best[0].GetInt32(), best[1].GetSingle())).ToArray())]);
    }
}
