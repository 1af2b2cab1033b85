using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>Top-k and top-p: keeps the likeliest tokens and sets the weights of all others to 0. Selects, does not sort: expected cost is linear in the vocabulary.</summary>
/// <param name="vocab">Logits of one row.</param>
public sealed class TopTokens(int vocab)
{
    // Below max - 8 * temperature a token has less than 1/2980 of the likeliest one's chance: nearly always enough to look no deeper.
    private const float FirstDepth = 8;

    private readonly ulong[] _ranks = new ulong[vocab];
    private readonly float[] _saved = new float[vocab];

    /// <summary>First the TopK largest logits, then of these the smallest set whose weights reach TopP of their sum; at least one token. Equal logits: the lower id is likelier.</summary>
    /// <param name="logits">[vocab].</param>
    /// <param name="max">The largest logit.</param>
    /// <param name="options">Temperature, TopK and TopP are used.</param>
    /// <param name="weights">[vocab], falling with the logits, the largest 1; tokens of weight 0 are out already.</param>
    /// <param name="lottery">Sums the weights.</param>
    public void Keep(ReadOnlySpan<float> logits, float max, SamplingOptions options, Span<float> weights, Lottery lottery)
    {
        var k = options.TopK > 0 ? options.TopK : vocab;
        var total = k < vocab ? 0 : lottery.Total(weights);
        var found = Gather(logits, max - FirstDepth * options.Temperature, weights);
        var enough = k < vocab ? found >= k : Mass(found, weights) >= options.TopP * total;
        if (!enough) found = Gather(logits, float.NegativeInfinity, weights);

        if (k < found)
        {
            Selection.Smallest(_ranks.AsSpan(0, found), k);
            found = k;
        }
        if (options.TopP < 1)
        {
            if (k < vocab) total = Mass(found, weights);
            found = Selection.SmallestWithMass(_ranks.AsSpan(0, found), weights, options.TopP * total);
        }
        Retain(found, weights);
    }

    // Token ids are the low half of a rank; smaller ranks are likelier.
    internal static int Token(ulong rank) => (int)(uint)rank;

    private static ulong Rank(float logit, int token)
    {
        // Orders like the number itself: negative floats count down from the middle. Adding 0 makes -0 equal to 0.
        var bits = BitConverter.SingleToUInt32Bits(logit + 0f);
        var rising = (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
        return ((ulong)~rising << 32) | (uint)token;
    }

    // Ranks of the tokens with a weight and a logit of at least `floor`, in order of id.
    private int Gather(ReadOnlySpan<float> logits, float floor, ReadOnlySpan<float> weights)
    {
        var found = 0;
        var logitVectors = MemoryMarshal.Cast<float, Vector256<float>>(logits);
        var weightVectors = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        for (var v = 0; v < logitVectors.Length; v++)
        {
            var wanted = Vector256.GreaterThanOrEqual(logitVectors[v], Vector256.Create(floor))
                & Vector256.GreaterThan(weightVectors[v], Vector256<float>.Zero);
            for (var mask = wanted.ExtractMostSignificantBits(); mask != 0; mask &= mask - 1)
            {
                var token = v * Lanes.Count + BitOperations.TrailingZeroCount(mask);
                _ranks[found++] = Rank(logits[token], token);
            }
        }
        for (var i = logitVectors.Length * Lanes.Count; i < vocab; i++)
        {
            if (logits[i] >= floor && weights[i] > 0) _ranks[found++] = Rank(logits[i], i);
        }
        return found;
    }

    private double Mass(int found, ReadOnlySpan<float> weights)
    {
        var mass = 0.0;
        foreach (var rank in _ranks.AsSpan(0, found)) mass += weights[Token(rank)];
        return mass;
    }

    private void Retain(int found, Span<float> weights)
    {
        for (var i = 0; i < found; i++) _saved[i] = weights[Token(_ranks[i])];
        weights.Clear();
        for (var i = 0; i < found; i++) weights[Token(_ranks[i])] = _saved[i];
    }
}
