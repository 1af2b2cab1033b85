namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>What one choice of a streamed answer has gained since its last chunk.</summary>
/// <param name="Choice">Its index, from 0.</param>
/// <param name="Text">May be empty, when a token only held text back or ended the answer.</param>
/// <param name="Finish">Set in the choice's last chunk.</param>
/// <param name="Logprobs">Of the tokens gained; null unless asked for.</param>
public readonly record struct TokenChunk(int Choice, string Text, FinishReason? Finish = null, IReadOnlyList<TokenLogprob>? Logprobs = null);
