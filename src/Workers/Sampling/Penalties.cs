namespace Orchestrator.Workers.Sampling;

/// <summary>Makes tokens that were already used less likely. Cost: one visit of each prompt and output token.</summary>
/// <param name="vocab">Logits of one row.</param>
public sealed class Penalties(int vocab)
{
    // Zero and false between calls.
    private readonly int[] _counts = new int[vocab];
    private readonly bool[] _met = new bool[vocab];

    /// <summary>Repetition first, over prompt and output; then frequency and presence, over the output alone. Ids past the vocabulary (an image's place holders) are passed over.</summary>
    public void Apply(Span<float> logits, SamplingOptions options, ReadOnlySpan<int> prompt, ReadOnlySpan<int> output)
    {
        if (options.RepetitionPenalty != 1)
        {
            Repeat(logits, options.RepetitionPenalty, prompt);
            Repeat(logits, options.RepetitionPenalty, output);
            Forget(prompt);
            Forget(output);
        }
        if (options.FrequencyPenalty != 0 || options.PresencePenalty != 0) Subtract(logits, options, output);
    }

    private void Repeat(Span<float> logits, float penalty, ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)vocab || _met[token]) continue;
            _met[token] = true;
            logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
        }
    }

    private void Forget(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            if ((uint)token < (uint)vocab) _met[token] = false;
        }
    }

    private void Subtract(Span<float> logits, SamplingOptions options, ReadOnlySpan<int> output)
    {
        foreach (var token in output)
        {
            if ((uint)token < (uint)vocab) _counts[token]++;
        }
        foreach (var token in output)
        {
            if ((uint)token >= (uint)vocab || _counts[token] == 0) continue;
            logits[token] -= options.FrequencyPenalty * _counts[token];
            logits[token] -= options.PresencePenalty;
            _counts[token] = 0;
        }
    }
}
