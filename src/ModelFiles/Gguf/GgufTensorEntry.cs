namespace Orchestrator.ModelFiles.Gguf;

/// <summary>One line of a GGUF file's list of tensors, as it stands there.</summary>
/// <param name="Name">"blk.0.attn_q.weight".</param>
/// <param name="Type">ggml's type id; a <see cref="TensorType"/> if it is one we know.</param>
/// <param name="Dimensions">1 to 4 sizes, each at least 1, the fastest first: [columns, rows].</param>
/// <param name="Offset">Bytes from <see cref="GgufHeader.DataStart"/>.</param>
public sealed record GgufTensorEntry(string Name, uint Type, IReadOnlyList<long> Dimensions, ulong Offset);
