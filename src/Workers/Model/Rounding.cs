using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model;

/// <summary>How the input of a matrix is rounded before the product; llama.cpp's choice for each storage type, so that its logits are ours but for the order of sums.</summary>
[Flags]
internal enum Rounding
{
    /// <summary>Not at all: fp32.</summary>
    None = 0,

    /// <summary>To signed bytes, each 32 under a scale in half precision; for formats with blocks of 32.</summary>
    By32 = 1,

    /// <summary>To signed bytes, each 256 under an fp32 scale; for formats with blocks of 256.</summary>
    By256 = 2,
}

/// <summary>Which rounding a storage type has, on every device.</summary>
internal static class Roundings
{
    public static Rounding Of(TensorType type) => type switch
    {
        TensorType.Q4_0 or TensorType.Q4_1 or TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q8_0 => Rounding.By32,
        TensorType.Q2_K or TensorType.Q3_K or TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K => Rounding.By256,
        _ => Rounding.None,
    };
}
