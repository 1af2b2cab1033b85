namespace Orchestrator.ModelFiles;

/// <summary>Block sizes of the tensor types.</summary>
public static class TensorTypes
{
    /// <summary>Numbers in one block.</summary>
    public static int BlockLength(TensorType type) => Block(type).Length;

    /// <summary>Bytes of one block.</summary>
    public static int BlockBytes(TensorType type) => Block(type).Bytes;

    /// <summary>Bytes of a row of <paramref name="columns"/> numbers, a multiple of the block length.</summary>
    public static long RowBytes(TensorType type, long columns)
    {
        var (length, bytes) = Block(type);
        return columns / length * bytes;
    }

    private static (int Length, int Bytes) Block(TensorType type) => type switch
    {
        TensorType.F32 => (1, 4),
        TensorType.F16 or TensorType.BF16 => (1, 2),
        TensorType.Q4_0 or TensorType.IQ4_NL => (32, 18),
        TensorType.Q4_1 => (32, 20),
        TensorType.Q5_0 => (32, 22),
        TensorType.Q5_1 => (32, 24),
        TensorType.Q8_0 => (32, 34),
        TensorType.MXFP4 => (32, 17),
        TensorType.Q2_K => (256, 84),
        TensorType.Q3_K => (256, 110),
        TensorType.Q4_K => (256, 144),
        TensorType.Q5_K => (256, 176),
        TensorType.Q6_K => (256, 210),
        TensorType.IQ4_XS => (256, 136),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown tensor type"),
    };
}
