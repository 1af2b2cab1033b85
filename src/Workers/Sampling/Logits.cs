using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Questions about a whole row of logits.</summary>
public static class Logits
{
    /// <summary>False when a number is NaN or plus infinity; minus infinity is a mask and sound.</summary>
    public static bool AreSound(ReadOnlySpan<float> logits)
    {
        var i = 0;
        for (; i <= logits.Length - Lanes.Count; i += Lanes.Count)
        {
            if (!Vector256.LessThanAll(Vector256.Create(logits[i..]), Vector256.Create(float.PositiveInfinity))) return false;
        }
        for (; i < logits.Length; i++)
        {
            if (!(logits[i] < float.PositiveInfinity)) return false;
        }
        return true;
    }

    /// <summary>The lowest index that holds the largest of at least one number, none of them NaN.</summary>
    public static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var largest = Vector256.Create(float.NegativeInfinity);
        var i = 0;
        for (; i <= logits.Length - Lanes.Count; i += Lanes.Count) largest = Vector256.MaxNative(largest, Vector256.Create(logits[i..]));
        var max = Lanes.Max(largest);
        for (; i < logits.Length; i++) max = Math.Max(max, logits[i]);
        return logits.IndexOf(max);
    }
}
