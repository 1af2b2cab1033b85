namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>One whole answer.</summary>
/// <param name="Index">Its number among the answers to the request, from 0.</param>
/// <param name="Text">Without the stop string, unless the client wants it; with the prompt in front when it is echoed.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Logprobs">Of its tokens; null unless asked for.</param>
public sealed record AnswerChoice(int Index, string Text, FinishReason Finish, IReadOnlyList<TokenLogprob>? Logprobs = null);
