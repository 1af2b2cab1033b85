namespace Orchestrator.ModelFiles;

/// <summary>GGUF's names of the tensors outside the layers; those inside are "blk.{layer}.{part}".</summary>
public static class TensorNames
{
    public const string Embedding = "token_embd.weight";
    public const string OutputNorm = "output_norm.weight";
    public const string Output = "output.weight";

    /// <summary>What divides the inverse frequencies, [1, rope dimensions / 2]. Already in <see cref="RopeConfig"/>.</summary>
    public const string RopeFactors = "rope_freqs.weight";

    /// <summary>"blk.3.attn_q.weight" for layer 3 and part "attn_q.weight".</summary>
    public static string InLayer(int layer, string part) => $"blk.{layer}.{part}";
}
