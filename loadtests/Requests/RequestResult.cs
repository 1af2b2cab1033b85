namespace Orchestrator.LoadTests.Requests;

/// <summary>What became of one request. Times are since the run's start.</summary>
internal sealed record RequestResult
{
    public const string Connection = "connection", Timeout = "timeout", CutStream = "cut_stream", StreamError = "stream_error", WrongCount = "wrong_count", NotSent = "not_sent";

    private const string Http = "http_";

    /// <summary>When it should have been sent.</summary>
    public required TimeSpan Intended { get; init; }

    /// <summary>When it came to its end, good or bad.</summary>
    public required TimeSpan Ended { get; init; }

    /// <summary>When its first token came; null when none did.</summary>
    public TimeSpan? First { get; init; }

    /// <summary>When its last token came.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>Chunks with text. A chunk may have several tokens, and a token that is no whole character yet has none.</summary>
    public int Chunks { get; init; }

    /// <summary>Tokens of the answer, by the server's count; of a request without that, its chunks.</summary>
    public int AnswerTokens { get; init; }

    /// <summary>Tokens of the prompt by the server's count, or as planned where it gave none.</summary>
    public int PromptTokens { get; init; }

    public int? CachedTokens { get; init; }

    /// <summary>The kind of its error; null for none.</summary>
    public string? Error { get; init; }

    /// <summary>What is known of the error.</summary>
    public string Message { get; init; } = "";

    /// <summary>The client went away on purpose.</summary>
    public bool IsCancelled { get; init; }

    public string? Group { get; init; }

    /// <summary>The whole answer came.</summary>
    public bool IsOk => Error is null && !IsCancelled;

    /// <summary>Turned away by a server that has too much to do.</summary>
    public bool IsShed => Error is "http_429" or "http_503";

    public TimeSpan? Ttft => First - Intended;

    public TimeSpan? Whole => IsOk ? Last - Intended : null;

    /// <summary>Mean time per token after the first; null for answers with fewer than two.</summary>
    public TimeSpan? Tpot => IsOk && AnswerTokens > 1 ? (Last - First) / (AnswerTokens - 1) : null;

    public static string Status(int code) => $"{Http}{code}";
}
