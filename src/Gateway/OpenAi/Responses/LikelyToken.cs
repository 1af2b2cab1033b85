namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>One of the likeliest tokens at a place.</summary>
/// <param name="Bytes">As for <see cref="TokenLogprob"/>.</param>
/// <param name="Logprob">As for <see cref="TokenLogprob"/>.</param>
public readonly record struct LikelyToken(ReadOnlyMemory<byte> Bytes, float Logprob);
