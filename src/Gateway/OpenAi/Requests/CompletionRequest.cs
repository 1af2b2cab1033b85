namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>A sound body of POST /v1/completions.</summary>
public sealed record CompletionRequest
{
    internal CompletionRequest()
    {
    }

    public required GenerationOptions Options { get; init; }

    /// <summary>At least one. The answers of prompt p have the indices p * n to p * n + n - 1.</summary>
    public required IReadOnlyList<Prompt> Prompts { get; init; }

    /// <summary>Begin each answer with its prompt.</summary>
    public required bool Echo { get; init; }

    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="limits">What is too large.</param>
    public static Parsed<CompletionRequest> Parse(ReadOnlyMemory<byte> body, RequestLimits limits) =>
        JsonBody.Parse(body, limits, root => CompletionParser.Read(root, limits));
}
