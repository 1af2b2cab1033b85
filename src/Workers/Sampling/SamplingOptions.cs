namespace Orchestrator.Workers.Sampling;

/// <summary>How one request's tokens are picked; checked at the gateway's door. The filters' defaults mean "no filter".</summary>
public sealed record SamplingOptions
{
    /// <summary>Logits are divided by this; 0 picks the likeliest token.</summary>
    public required float Temperature { get; init; }

    /// <summary>With (choice, position) the only source of chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Keep the K likeliest tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keep the smallest set of likeliest tokens whose probabilities reach this sum; 1 keeps all.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Drop tokens less likely than this part of the likeliest one; 0 drops none.</summary>
    public float MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens in the prompt or the output; 1 does nothing.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted from a token's logit once for each time it is in the output.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Subtracted from the logit of a token that is in the output.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Added to logits; each token at most once.</summary>
    public IReadOnlyList<TokenBias> LogitBias { get; init; } = [];

    /// <summary>True when the tokens so far change the distribution.</summary>
    public bool HasPenalties => RepetitionPenalty != 1 || FrequencyPenalty != 0 || PresencePenalty != 0;
}
