using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Takes tokens out of a row of logits.</summary>
public static class TokenMask
{
    private const int TokensPerWord = 32;

    /// <summary>Sets the logits of tokens that are not allowed to minus infinity and leaves the others as they are.</summary>
    /// <param name="logits">[vocab].</param>
    /// <param name="allowed">[vocab / 32, rounded up], one bit per token, lowest first.</param>
    public static void Apply(Span<float> logits, ReadOnlySpan<uint> allowed)
    {
        var places = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var forbidden = Vector256.Create(float.NegativeInfinity);
        var words = logits.Length / TokensPerWord;
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(logits[..(words * TokensPerWord)]);
        for (var w = 0; w < words; w++)
        {
            var bits = allowed[w];
            if (bits == uint.MaxValue) continue;
            foreach (ref var vector in vectors.Slice(w * (TokensPerWord / Lanes.Count), TokensPerWord / Lanes.Count))
            {
                var isAllowed = Vector256.Equals(Vector256.Create((int)bits) & places, places).AsSingle();
                vector = Vector256.ConditionalSelect(isAllowed, vector, forbidden);
                bits >>= Lanes.Count;
            }
        }
        for (var token = words * TokensPerWord; token < logits.Length; token++)
            if ((allowed[words] >> token & 1) == 0) logits[token] = float.NegativeInfinity;
    }
}
