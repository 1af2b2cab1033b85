namespace Orchestrator.Workers.Sampling;

/// <summary>Where in a request a token is picked. Prompt and output stay apart after a recovery, or penalties would change.</summary>
public readonly ref struct SamplingContext
{
    public required ReadOnlySpan<int> Prompt { get; init; }

    /// <summary>The tokens picked so far.</summary>
    public required ReadOnlySpan<int> Output { get; init; }

    /// <summary>Which of a request's n answers this is.</summary>
    public int Choice { get; init; }

    /// <summary>Tokens that must not be picked now: the end tokens until min_tokens is reached.</summary>
    public ReadOnlySpan<int> Banned { get; init; }

    /// <summary>One bit per token, lowest first, whether it may be picked at all; empty: every token may.</summary>
    public ReadOnlySpan<uint> Allowed { get; init; }

    /// <summary>The position in the sequence of the token to pick.</summary>
    public int Position => Prompt.Length + Output.Length;
}
