using Orchestrator.Workers.Model;

namespace Orchestrator.Workers.Sampling;

/// <summary>
/// Picks tokens from logits; keeps scratch memory only, so one serves any number of requests, one call at a time.
/// Order of steps and meaning of each option are vLLM's (V1 engine): allowed tokens, logprobs, logit bias, banned tokens, repetition, frequency and presence penalty,
/// temperature, min-p, top-k, top-p. Where vLLM leaves ties open, the lowest id wins.
/// </summary>
/// <param name="vocab">Logits of one row.</param>
public sealed class Sampler(int vocab)
{
    private readonly Penalties _penalties = new(vocab);
    private readonly TopTokens _top = new(vocab);
    private readonly Lottery _lottery = new(vocab);
    private readonly Shortlist _shortlist = new();
    private readonly float[] _weights = new float[vocab];
    private readonly float[] _raw = new float[vocab];

    /// <summary>Picks the token at <see cref="SamplingContext.Position"/>.</summary>
    /// <param name="logits">[vocab]; minus infinity masks a token. Overwritten.</param>
    /// <param name="options">How to pick.</param>
    /// <param name="context">Where in which request.</param>
    /// <param name="logprobs">Empty when nobody asks; else [1 + n]: the picked token's, then those of the n likeliest tokens in falling order. Filled only when a token is picked; tokens that are not allowed have minus infinity.</param>
    public SamplingOutcome Pick(Span<float> logits, SamplingOptions options, SamplingContext context, Span<TokenLogprob> logprobs = default)
    {
        if (logits.Length != vocab) throw new ArgumentException($"{logits.Length} logits; this sampler was made for {vocab}", nameof(logits));
        if (!Logits.AreSound(logits)) return SamplingOutcome.NotANumber;
        if (!context.Allowed.IsEmpty) TokenMask.Apply(logits, context.Allowed);
        if (!logprobs.IsEmpty) logits.CopyTo(_raw);

        Adjust(logits, options, context);
        var best = Logits.IndexOfMax(logits);
        if (float.IsNegativeInfinity(logits[best])) return SamplingOutcome.NothingAllowed;

        var token = options.Temperature == 0 ? best : Draw(logits, best, options, context);
        if (!logprobs.IsEmpty) Logprobs.Fill(_raw, token, _weights, _lottery, logprobs);
        return SamplingOutcome.Picked(token);
    }

    /// <summary>Picks from a row's largest logits alone what <see cref="Pick(Span{float}, SamplingOptions, SamplingContext, Span{TokenLogprob})"/> picks from the row whose others are minus infinity.</summary>
    /// <param name="candidates">At least one, falling, of equal ones the lowest id first; NaN counts as the largest. At least TopK, or all that can be drawn, where the temperature is not 0.</param>
    /// <param name="options">How to pick: the temperature is 0, TopK at least 1, or TopP 1; no penalties and no bias.</param>
    /// <param name="context">Where in which request; nothing banned, everything allowed.</param>
    public SamplingOutcome Pick(ReadOnlySpan<Candidate> candidates, SamplingOptions options, SamplingContext context)
    {
        var best = candidates[0];
        if (!(best.Logit < float.PositiveInfinity)) return SamplingOutcome.NotANumber;
        if (float.IsNegativeInfinity(best.Logit)) return SamplingOutcome.NothingAllowed;
        if (options.Temperature == 0) return SamplingOutcome.Picked(best.Token);
        return SamplingOutcome.Picked(_shortlist.Draw(candidates, options, Chance.At(options.Seed, context.Choice, context.Position), _lottery));
    }

    private void Adjust(Span<float> logits, SamplingOptions options, SamplingContext context)
    {
        for (var i = 0; i < options.LogitBias.Count; i++) logits[options.LogitBias[i].Token] += options.LogitBias[i].Bias;
        foreach (var token in context.Banned) logits[token] = float.NegativeInfinity;
        if (options.HasPenalties) _penalties.Apply(logits, options, context.Prompt, context.Output);
    }

    private int Draw(ReadOnlySpan<float> logits, int best, SamplingOptions options, SamplingContext context)
    {
        Softmax.Weights(logits, logits[best], options.Temperature, options.MinP, _weights);
        if ((options.TopK > 0 && options.TopK < vocab) || options.TopP < 1)
            _top.Keep(logits, logits[best], options, _weights, _lottery);
        return _lottery.Draw(_weights, Chance.At(options.Seed, context.Choice, context.Position));
    }
}
