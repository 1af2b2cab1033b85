namespace Orchestrator.Policies.Cost;

/// <summary>What one engine step of one worker (all its devices together) has to do.</summary>
/// <param name="PrefillTokens">Prompt tokens computed.</param>
/// <param name="PrefillPairs">Query-key pairs of these tokens: each token sees all before it, and itself.</param>
/// <param name="DecodeSequences">Sequences that add one token.</param>
/// <param name="DecodeContext">Tokens in the KV cache of these sequences, in sum.</param>
/// <param name="LogitSequences">Sequences whose next token is sampled: those that decode, and those whose prompt ends here.</param>
public readonly record struct StepWork(double PrefillTokens, double PrefillPairs, int DecodeSequences, double DecodeContext, int LogitSequences)
{
    public double Tokens => PrefillTokens + DecodeSequences;
    public bool IsMixed => PrefillTokens > 0 && DecodeSequences > 0;

    /// <summary>A chunk of a prompt, <paramref name="tokens"/> after <paramref name="before"/> that are cached or computed already.</summary>
    public static StepWork Prefill(int tokens, int before = 0, bool ends = true) => new(tokens, Pairs(tokens, before), 0, 0, ends ? 1 : 0);

    /// <summary>So many sequences, with so many tokens in the cache in sum.</summary>
    public static StepWork Decode(int sequences, double context) => new(0, 0, sequences, context, sequences);

    /// <summary>Query-key pairs of <paramref name="tokens"/> tokens after <paramref name="before"/>.</summary>
    public static double Pairs(double tokens, double before) => tokens * before + tokens * (tokens + 1) / 2;

    public static StepWork operator +(StepWork a, StepWork b) => new(
        a.PrefillTokens + b.PrefillTokens, a.PrefillPairs + b.PrefillPairs, a.DecodeSequences + b.DecodeSequences, a.DecodeContext + b.DecodeContext, a.LogitSequences + b.LogitSequences);
}
