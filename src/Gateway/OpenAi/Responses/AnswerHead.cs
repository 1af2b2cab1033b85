namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>What every object and chunk of one answer repeats.</summary>
/// <param name="Id">"chatcmpl-…" or "cmpl-…".</param>
/// <param name="Created">When the request arrived.</param>
/// <param name="Model">The model's public name.</param>
/// <param name="SystemFingerprint">Names the numerics the answer was computed with; equal fingerprints give equal answers for a seed.</param>
public sealed record AnswerHead(string Id, DateTimeOffset Created, string Model, string SystemFingerprint)
{
    /// <summary>The head of a chat answer.</summary>
    public static AnswerHead ForChat(Guid request, DateTimeOffset created, string model, string systemFingerprint) =>
        new($"chatcmpl-{request:N}", created, model, systemFingerprint);

    /// <summary>The head of a completion.</summary>
    public static AnswerHead ForCompletion(Guid request, DateTimeOffset created, string model, string systemFingerprint) =>
        new($"cmpl-{request:N}", created, model, systemFingerprint);
}
