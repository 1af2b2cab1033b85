using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Questions about a whole row of logits.</summary>
public static class Logits
{
    /// <summary>False when a number is NaN or plus infinity; minus infinity is a mask and sound.</summary>
    public static bool AreSound(ReadOnlySpan<float> logits)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        foreach (var vector in vectors)
        {
            if (!Vector256.LessThanAll(vector, Vector256.Create(float.PositiveInfinity))) return false;
        }
        foreach (var logit in logits[(vectors.Length * Lanes.Count)..])
        {
            if (!(logit < float.PositiveInfinity)) return false;
        }
        return true;
    }

    /// <summary>The lowest index that holds the largest of at least one number, none of them NaN.</summary>
    public static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var largest = Vector256.Create(float.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        foreach (var vector in vectors) largest = Vector256.MaxNative(largest, vector);
        var max = Lanes.Max(largest);
        foreach (var logit in logits[(vectors.Length * Lanes.Count)..]) max = Math.Max(max, logit);
        return logits.IndexOf(max);
    }
}
