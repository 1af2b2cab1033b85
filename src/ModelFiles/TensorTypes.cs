namespace Orchestrator.ModelFiles;

/// <summary>Block sizes of the tensor types.</summary>
public static class TensorTypes
{
    /// <summary>Numbers in one block.</summary>
    public static int BlockLength(TensorType type) => type switch
    {
        TensorType.F32 or TensorType.F16 or TensorType.BF16 => 1,
        TensorType.Q4_0 or TensorType.Q4_1 or TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q8_0 => 32,
        _ => 256,
    };

    /// <summary>Bytes of one block.</summary>
    public static int BlockBytes(TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        TensorType.Q4_0 => 18,
        TensorType.Q4_1 => 20,
        TensorType.Q5_0 => 22,
        TensorType.Q5_1 => 24,
        TensorType.Q8_0 => 34,
        TensorType.Q2_K => 84,
        TensorType.Q3_K => 110,
        TensorType.Q4_K => 144,
        TensorType.Q5_K => 176,
        TensorType.Q6_K => 210,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown tensor type"),
    };

    /// <summary>Bytes of a row of <paramref name="columns"/> numbers, a multiple of the block length.</summary>
    public static long RowBytes(TensorType type, long columns) => columns / BlockLength(type) * BlockBytes(type);
}
