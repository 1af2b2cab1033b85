using Orchestrator.ModelFiles;

namespace Orchestrator.Kernels.Simd;

/// <summary>How quantised matrices round their input, in llama.cpp's CPU backend and in ours; number by number.</summary>
internal static class InputRounding
{
    public static double[] Of(double[] input, TensorType weights) => weights switch
    {
        TensorType.F32 or TensorType.F16 or TensorType.BF16 => input,
        TensorType.Q4_0 or TensorType.Q4_1 or TensorType.Q5_0 or TensorType.Q5_1 or TensorType.Q8_0 => [.. input.Chunk(32).SelectMany(Bytes32)],
        _ => [.. input.Chunk(256).SelectMany(Bytes256)],
    };

    // Signed bytes with one half-precision scale: the largest becomes 127.
    private static IEnumerable<double> Bytes32(double[] block)
    {
        var scale = (float)block.Max(Math.Abs) / 127f;
        var inverse = scale == 0 ? 0 : 127f / (float)block.Max(Math.Abs);
        var stored = (double)(float)(Half)scale;
        return block.Select(v => MathF.Round((float)v * inverse, MidpointRounding.ToEven) * stored);
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
