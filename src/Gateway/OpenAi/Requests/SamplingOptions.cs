namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>How the next token is drawn. Only the door makes one, so every value is finite and in its range.</summary>
public sealed record SamplingOptions
{
    internal SamplingOptions()
    {
    }

    /// <summary>0 for the likeliest token always, else up to 2.</summary>
    public required float Temperature { get; init; }

    /// <summary>Above 0, at most 1, where 1 leaves nothing out.</summary>
    public required float TopP { get; init; }

    /// <summary>Only so many likeliest tokens, at least 1; null for all.</summary>
    public required int? TopK { get; init; }

    /// <summary>Tokens less likely than this share of the likeliest are left out; 0 to 1, where 0 leaves nothing out.</summary>
    public required float MinP { get; init; }

    /// <summary>The client's seed; null when one is to be drawn.</summary>
    public required long? Seed { get; init; }

    /// <summary>-2 to 2, taken off the logit of each token that the answer has.</summary>
    public required float PresencePenalty { get; init; }

    /// <summary>-2 to 2, taken off once for each time the answer has the token.</summary>
    public required float FrequencyPenalty { get; init; }

    /// <summary>0.1 to 10, dividing the logits of tokens seen; 1 changes nothing.</summary>
    public required float RepetitionPenalty { get; init; }

    /// <summary>By token, each token once, ascending.</summary>
    public required IReadOnlyList<TokenBias> LogitBias { get; init; }
}
