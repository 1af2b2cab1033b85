using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Log-probabilities of the picked and of the likeliest tokens.</summary>
internal static class Logprobs
{
    /// <summary>Fills asked[0] with the picked token's and asked[1..] with the likeliest tokens' log-probability, falling; equal logits: lower id first.</summary>
    /// <param name="logits">[vocab], as the model gave them; minus infinity where a token is not allowed.</param>
    /// <param name="picked">The picked token.</param>
    /// <param name="weights">[vocab], scratch.</param>
    /// <param name="lottery">Sums the weights.</param>
    /// <param name="asked">[1 + n], n at most vocab.</param>
    public static void Fill(ReadOnlySpan<float> logits, int picked, Span<float> weights, Lottery lottery, Span<TokenLogprob> asked)
    {
        var max = logits[Logits.IndexOfMax(logits)];
        Softmax.Weights(logits, max, 1, 0, weights);
        var logOfSum = max + Math.Log(lottery.Total(weights));

        asked[0] = new(picked, logits[picked]);
        Largest(logits, asked[1..]);
        foreach (ref var entry in asked) entry = entry with { Logprob = (float)(entry.Logprob - logOfSum) };
    }

    // The largest logits, falling.
    private static void Largest(ReadOnlySpan<float> logits, Span<TokenLogprob> top)
    {
        if (top.IsEmpty) return;
        var found = 0;
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        for (var v = 0; v < vectors.Length; v++)
        {
            if (found == top.Length && !Vector256.GreaterThanAny(vectors[v], Vector256.Create(top[^1].Logprob))) continue;
            for (var token = v * Lanes.Count; token < (v + 1) * Lanes.Count; token++) Insert(new(token, logits[token]), top, ref found);
        }
        for (var i = vectors.Length * Lanes.Count; i < logits.Length; i++) Insert(new(i, logits[i]), top, ref found);
    }

    // Tokens come in order of id, so an equal logit goes behind those already there.
    private static void Insert(TokenLogprob entry, Span<TokenLogprob> top, ref int found)
    {
        if (found == top.Length && entry.Logprob <= top[^1].Logprob) return;
        if (found < top.Length) found++;
        var at = found - 1;
        for (; at > 0 && top[at - 1].Logprob < entry.Logprob; at--) top[at] = top[at - 1];
        top[at] = entry;
    }
}
