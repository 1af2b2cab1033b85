namespace Orchestrator.ModelFiles;

/// <summary>How a tensor's numbers are stored. The values are ggml's type ids, as they stand in GGUF files.</summary>
public enum TensorType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,

    /// <summary>What quantising to Q2_K or Q3_K really gives for rows that are no multiple of 256.</summary>
    IQ4_NL = 20,
    IQ4_XS = 23,
    BF16 = 30,
    MXFP4 = 39,
}
