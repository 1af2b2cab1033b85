using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Rounds the input of quantised matrices to signed bytes under a scale that a group of neighbours shares, and multiplies the bytes back: the numbers
/// that the CPU engine and llama.cpp multiply such weights with. Groups lie within a row, so a token's numbers are its own. The rule is
/// llama.cpp's: the largest of the group becomes 127, ties go to the even byte.
/// </summary>
public static class ByteRounding
{
    // Numbers below 2^22 lose their fraction, ties to even, when this is added: 1.5 * 2^23.
    private const float WholeNumbers = 12582912f;

    /// <summary>The reference: one thread per group.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="x">[groups, length]</param>
    /// <param name="y">[groups, length]; not the memory of x.</param>
    /// <param name="groups">Groups of all tokens.</param>
    /// <param name="length">Numbers of a group.</param>
    /// <param name="half">1 for scales in half precision, 0 for fp32.</param>
    [Kernel]
    public static void Run(Index1D first, int step, ArrayView<float> x, ArrayView<float> y, int groups, int length, int half)
    {
        for (int group = first; group < groups; group += step)
        {
            var start = (long)group * length;
            var largest = 0;
            for (var i = 0; i < length; i++) largest = IntrinsicMath.Max(largest, Magnitude(x[start + i]));
            float inverse = Inverse(largest), scale = Scale(largest, half);
            for (var i = 0; i < length; i++) y[start + i] = Round(x[start + i], inverse, scale);
        }
    }

    /// <summary>One warp per group, the same bits: lane l takes numbers l, l + 32 and so on.</summary>
    [Kernel]
    public static void Warp(ArrayView<float> x, ArrayView<float> y, int groups, int length, int half)
    {
        var group = Grid.IdxX * (Group.DimX / Warps.Size) + Group.IdxX / Warps.Size;
        if (group >= groups) return;
        var lane = Group.IdxX % Warps.Size;
        var start = (long)group * length;
        var largest = 0;
        for (var i = lane; i < length; i += Warps.Size) largest = IntrinsicMath.Max(largest, Magnitude(x[start + i]));
        largest = Warps.Max(largest);
        float inverse = Inverse(largest), scale = Scale(largest, half);
        for (var i = lane; i < length; i += Warps.Size) y[start + i] = Round(x[start + i], inverse, scale);
    }

    // The bits of the absolute value: they order as the values do, and NaN is above infinity on every device.
    private static int Magnitude(float value) => (int)(Interop.FloatAsInt(value) & 0x7FFFFFFFu);

    private static float Inverse(int largest) => 127f / Interop.IntAsFloat((uint)largest);

    // 0 for zeros. A number that is not finite makes its group's scale infinite or NaN, and so the whole group NaN.
    private static float Scale(int largest, int half)
    {
        if (largest == 0) return 0f;
        return half == 0 ? 1f / Inverse(largest) : HalfBits.ToFloat(HalfBits.FromFloat(Interop.IntAsFloat((uint)largest) / 127f));
    }

    // A group may be so small that its scale is 0 and the inverse infinite.
    private static float Round(float value, float inverse, float scale) =>
        scale == 0f ? 0f : (Fused.Multiply(value, inverse) + WholeNumbers - WholeNumbers) * scale;
}
