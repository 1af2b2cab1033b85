using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Sampling;

/// <summary>
/// Draws among a row's TopK largest logits when these are all there is, without a visit of the vocabulary. The weights are added in the order in which
/// <see cref="Lottery"/> adds a whole row's, so the token is the one that the whole row would have given.
/// </summary>
internal sealed class Shortlist
{
    private int[] _tokens = [];
    private float[] _logits = [];
    private float[] _weights = [];
    private TopTokens _top = new(0);

    /// <summary>The token drawn.</summary>
    /// <param name="candidates">The largest logits, falling; of equal ones the lowest id first. Those past TopK are not looked at: they are there for other rows.</param>
    /// <param name="options">With a temperature above 0; without TopK and with TopP below 1 the candidates are not enough.</param>
    /// <param name="chance">In [0, 1).</param>
    /// <param name="lottery">Made for the vocabulary.</param>
    public int Draw(ReadOnlySpan<Candidate> candidates, SamplingOptions options, double chance, Lottery lottery)
    {
        var count = options.TopK > 0 ? Math.Min(options.TopK, candidates.Length) : candidates.Length;
        Reserve(count);
        for (var i = 0; i < count; i++) (_tokens[i], _logits[i]) = candidates[i];
        Array.Sort(_tokens, _logits, 0, count);
        // What is left over has weight 0.
        Array.Fill(_logits, float.NegativeInfinity, count, _logits.Length - count);
        var max = candidates[0].Logit;
        Softmax.Weights(_logits, max, options.Temperature, options.MinP, _weights);
        // There are no more than TopK.
        if (options.TopP < 1) _top.Keep(_logits, max, options, _weights, lottery);
        return lottery.Draw(_tokens.AsSpan(0, count), _weights, chance);
    }

    // At least one more than TopK, so that for the filter TopK is never everything.
    private void Reserve(int count)
    {
        if (count < _tokens.Length) return;
        var length = (count / Lanes.Count + 1) * Lanes.Count;
        (_tokens, _logits, _weights, _top) = (new int[length], new float[length], new float[length], new TopTokens(length));
    }
}
