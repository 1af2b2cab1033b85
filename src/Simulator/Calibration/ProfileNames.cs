namespace Orchestrator.Simulator.Calibration;

/// <summary>How the profiles' files name what the catalogue has.</summary>
internal static class ProfileNames
{
    private static readonly Dictionary<string, string> s_models = new(StringComparer.Ordinal)
    {
        ["Meta-Llama-3-8B"] = "llama-3-8b",
        ["Llama-3.1-8B"] = "llama-3-8b",
        ["Llama-3.1-70B"] = "llama-3-70b",
        ["Llama-2-7b-hf"] = "llama-2-7b",
        ["Llama-2-70b-hf"] = "llama-2-70b",
        ["Qwen3-32B"] = "qwen3-32b",
    };

    /// <summary>The catalogue's name of a model.</summary>
    public static string Model(string path, string name) =>
        s_models.TryGetValue(name, out var known) ? known : throw new ProfileException($"{path}: model {name} is not one of {string.Join(", ", s_models.Keys)}");

    /// <summary>N of "tpN".</summary>
    public static int TensorParallel(string path, string part) =>
        part.StartsWith("tp", StringComparison.Ordinal) && int.TryParse(part.AsSpan(2), out var size) && size > 0 ? size : throw new ProfileException($"{path}: {part} is not tpN");
}
