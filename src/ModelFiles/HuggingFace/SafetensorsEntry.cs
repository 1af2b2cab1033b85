namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>One tensor of a safetensors file, as its header has it.</summary>
/// <param name="Name">"model.layers.0.self_attn.q_proj.weight".</param>
/// <param name="ElementType">"F32", "BF16", "I64", …</param>
/// <param name="Shape">The slowest first: [rows, columns]. Empty for a single number.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
internal sealed record SafetensorsEntry(string Name, string ElementType, IReadOnlyList<long> Shape, long Begin, long End);
