using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>The gate of the feed-forward layer (Shazeer, 2020): gate * sigmoid(gate) * up.</summary>
public static unsafe class SwiGlu
{
    /// <summary>Number by number.</summary>
    public static void Reference(Span<float> gate, ReadOnlySpan<float> up)
    {
        for (var i = 0; i < gate.Length; i++) gate[i] = gate[i] / (1 + Exponential.Of(-gate[i])) * up[i];
    }

    /// <summary>The same bits, eight at a time; replaces <paramref name="gate"/>.</summary>
    /// <param name="gate">[length].</param>
    /// <param name="up">[length].</param>
    /// <param name="length">A multiple of 8.</param>
    public static void Apply(float* gate, float* up, int length)
    {
        for (var i = 0; i < length; i += Lanes.Count)
        {
            var g = Vector256.Load(gate + i);
            (g / (Vector256<float>.One + Exponential.Of(-g)) * Vector256.Load(up + i)).Store(gate + i);
        }
    }
}
