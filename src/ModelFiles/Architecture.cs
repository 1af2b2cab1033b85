namespace Orchestrator.ModelFiles;

/// <summary>What sets the supported decoder architectures apart, beyond sizes.</summary>
/// <param name="Name">As in <see cref="ModelConfig.Architecture"/> and GGUF's general.architecture.</param>
/// <param name="HuggingFaceClass">As in config.json's "architectures".</param>
/// <param name="GgufPairing">How a GGUF file's query and key rows are ordered. Converters permute those of llama; Hugging Face folders always have halves.</param>
/// <param name="QkvBias">Query, key and value projections add a bias.</param>
/// <param name="QkNorm">Each head's query and key pass an RMS norm before the rotation.</param>
internal sealed record Architecture(string Name, string HuggingFaceClass, RopePairing GgufPairing, bool QkvBias = false, bool QkNorm = false)
{
    public static readonly IReadOnlyList<Architecture> All =
    [
        new("llama", "LlamaForCausalLM", RopePairing.Interleaved),
        new("mistral", "MistralForCausalLM", RopePairing.Interleaved),
        new("qwen2", "Qwen2ForCausalLM", RopePairing.Halves, QkvBias: true),
        new("qwen3", "Qwen3ForCausalLM", RopePairing.Halves, QkNorm: true),
    ];
}
