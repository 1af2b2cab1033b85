namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>What both endpoints let a client ask of an answer. Only the door makes one, so every value is in its range.</summary>
public sealed record GenerationOptions
{
    internal GenerationOptions()
    {
    }

    /// <summary>The model's public name; not empty. Whether it is served is not known yet.</summary>
    public required string Model { get; init; }

    /// <summary>Answers to each prompt (<c>n</c>), at least 1.</summary>
    public required int Choices { get; init; }

    /// <summary>Tokens of one answer, at least 1; null for as many as the context has room for. <see cref="ModelFit"/> settles it.</summary>
    public required int? MaxTokens { get; init; }

    public required SamplingOptions Sampling { get; init; }

    public required StopOptions Stopping { get; init; }

    /// <summary>Null: no log probabilities. Else those of the chosen token and of this many likeliest ones, 0 to 20.</summary>
    public required int? TopLogprobs { get; init; }

    /// <summary>Send the answer as it grows, as server-sent events.</summary>
    public required bool Stream { get; init; }

    /// <summary>End the stream with a chunk of token counts.</summary>
    public required bool IncludeUsage { get; init; }

    /// <summary>The client's own name for its user; for records only.</summary>
    public required string? User { get; init; }

    /// <summary>Keeps this request's prefix apart from that of requests with another salt; not empty.</summary>
    public required string? CacheSalt { get; init; }

    /// <summary>Lower is served earlier, as in vLLM; null: the pool's default.</summary>
    public required int? Priority { get; init; }

    /// <summary>Leave special tokens out of the text.</summary>
    public required bool SkipSpecialTokens { get; init; }

    /// <summary>When the client gives up, counted from arrival; null for the server's own limit.</summary>
    public required TimeSpan? Timeout { get; init; }
}
