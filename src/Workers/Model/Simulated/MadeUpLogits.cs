namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// Logits that follow from a <see cref="TokenState"/> alone. A few ordinary words are likely; all other tokens lie so far below that no
/// temperature of up to <see cref="IDeviceSelection.DrawnTemperature"/> draws them, in an order of their own for answers that must follow an automaton.
/// </summary>
/// <param name="vocab">Logits of a row.</param>
/// <param name="words">The ids that may be likely; at least one.</param>
internal sealed class MadeUpLogits(int vocab, int[] words)
{
    private const int Likely = 8;
    private const float Best = 8;
    private const float Step = 0.75f;
    private const float Far = -1000;
    private const float Spread = 8;
    private const int Offsets = 4096;

    private readonly float[] _unlikely = Unlikely(vocab + Offsets);

    /// <summary>Likely tokens of a row.</summary>
    public int Count { get; } = Math.Min(Likely, words.Length);

    /// <summary>The likely tokens, falling.</summary>
    /// <param name="state">After the last token.</param>
    /// <param name="candidates">As many as are wanted, at most <see cref="Count"/>.</param>
    public void Largest(ulong state, Span<Candidate> candidates)
    {
        var hash = TokenState.Mix(state);
        var first = (uint)hash % (ulong)words.Length;
        var stride = 1 + (hash >> 32) % (ulong)Math.Max(1, words.Length / Count - 1);
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = new Candidate(words[(first + (ulong)i * stride) % (ulong)words.Length], state == TokenState.Broken ? float.NaN : Best - i * Step);
    }

    /// <summary>All logits.</summary>
    /// <param name="state">After the last token.</param>
    /// <param name="row">[vocab].</param>
    public void Fill(ulong state, Span<float> row)
    {
        _unlikely.AsSpan((int)(TokenState.Mix(~state) % Offsets), vocab).CopyTo(row);
        Span<Candidate> likely = stackalloc Candidate[Count];
        Largest(state, likely);
        foreach (var (token, logit) in likely) row[token] = logit;
    }

    private static float[] Unlikely(int count)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = Far - Spread * (TokenState.Mix((ulong)i) >> 40) / (1 << 24);
        return numbers;
    }
}
