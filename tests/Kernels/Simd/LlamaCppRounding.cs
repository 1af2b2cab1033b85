using Orchestrator.ModelFiles;

namespace Orchestrator.Kernels.Simd;

/// <summary>How llama.cpp's CPU backend rounds a matrix's input, which depends on how the matrix is stored. Explains the distance between its logits and ours.</summary>
internal static class LlamaCppRounding
{
    public static double[] Of(double[] input, TensorType weights) => weights switch
    {
        TensorType.F32 => input,
        TensorType.F16 => [.. input.Select(v => (double)(float)(Half)(float)v)],
        TensorType.Q4_0 or TensorType.Q4_1 or TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q8_0 => [.. input.Chunk(32).SelectMany(Bytes32)],
        _ => [.. input.Chunk(256).SelectMany(Bytes256)],
    };

    // Signed bytes with one half-precision scale: the largest becomes 127.
    private static IEnumerable<double> Bytes32(double[] block)
    {
        var scale = (float)block.Max(Math.Abs) / 127f;
        var inverse = scale == 0 ? 0 : 1 / scale;
        var stored = (double)(float)(Half)scale;
        return block.Select(v => MathF.Round((float)v * inverse, MidpointRounding.AwayFromZero) * stored);
    }

    // Signed bytes with one float scale: the largest, whatever its sign, becomes -127.
    private static IEnumerable<double> Bytes256(double[] block)
    {
        var largest = (float)block.MaxBy(Math.Abs);
        if (largest == 0) return block;
        var inverse = -127f / largest;
        return block.Select(v => Math.Min(127f, MathF.Round((float)v * inverse, MidpointRounding.ToEven)) * (double)(1 / inverse));
    }
}
