using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Root-mean-square norm (Zhang and Sennrich, 2019): x / sqrt(mean(x^2) + epsilon) * weight.</summary>
public static unsafe class RmsNorm
{
    /// <summary>Number by number, in the lanes' order.</summary>
    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> y)
    {
        var scale = 1 / MathF.Sqrt(Lanes.Dot(x, x) / x.Length + epsilon);
        for (var i = 0; i < x.Length; i++) y[i] = x[i] * scale * weight[i];
    }

    /// <summary>The same bits, eight at a time. May work in place.</summary>
    /// <param name="x">[length].</param>
    /// <param name="weight">[length].</param>
    /// <param name="length">Any.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="y">[length], written.</param>
    public static void Apply(float* x, float* weight, int length, float epsilon, float* y)
    {
        var whole = length / Lanes.Count * Lanes.Count;
        var sums = Vector256<float>.Zero;
        for (var i = 0; i < whole; i += Lanes.Count)
        {
            var v = Vector256.Load(x + i);
            sums = Lanes.MultiplyAdd(v, v, sums);
        }
        if (whole < length)
        {
            var rest = Vector256<float>.Zero;
            for (var i = whole; i < length; i++) rest = rest.WithElement(i - whole, x[i]);
            sums = Lanes.MultiplyAdd(rest, rest, sums);
        }
        var scale = 1 / MathF.Sqrt(Lanes.Sum(sums) / length + epsilon);
        for (var i = 0; i < whole; i += Lanes.Count) (Vector256.Load(x + i) * scale * Vector256.Load(weight + i)).Store(y + i);
        for (var i = whole; i < length; i++) y[i] = x[i] * scale * weight[i];
    }
}
