using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Logits to probabilities that are not yet divided by their sum.</summary>
public static class Softmax
{
    /// <summary>weights[i] = e^((logits[i] - max) / temperature), so the likeliest token weighs 1; weights below <paramref name="least"/> become 0.</summary>
    /// <param name="logits">[vocab], none above <paramref name="max"/>.</param>
    /// <param name="max">The largest logit, finite.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="least">min-p: the smallest weight kept.</param>
    /// <param name="weights">[vocab], written.</param>
    public static void Weights(ReadOnlySpan<float> logits, float max, float temperature, float least, Span<float> weights)
    {
        var from = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        var to = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        for (var v = 0; v < from.Length; v++) to[v] = Weigh(from[v], max, temperature, least);
        for (var i = from.Length * Lanes.Count; i < logits.Length; i++)
            weights[i] = Weigh(Vector256.Create(logits[i]), max, temperature, least).ToScalar();
    }

    private static Vector256<float> Weigh(Vector256<float> logits, float max, float temperature, float least)
    {
        var weights = Exponential.Of((logits - Vector256.Create(max)) / temperature);
        return Vector256.ConditionalSelect(Vector256.LessThan(weights, Vector256.Create(least)), Vector256<float>.Zero, weights);
    }
}
