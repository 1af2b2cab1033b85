namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>A token of an answer and how likely it was.</summary>
/// <param name="Bytes">Its UTF-8 text, which may be part of a character.</param>
/// <param name="Logprob">Natural logarithm of its probability.</param>
/// <param name="Top">The likeliest tokens at its place, likeliest first; as many as were asked for.</param>
public sealed record TokenLogprob(ReadOnlyMemory<byte> Bytes, float Logprob, IReadOnlyList<LikelyToken> Top);
