namespace Orchestrator.Policies.Scaling;

/// <summary>An ordinary request of a pool, and how many of them come.</summary>
/// <param name="PerSecond">Requests.</param>
/// <param name="PromptTokens">Tokens of a prompt that have to be computed, in the mean.</param>
/// <param name="PromptPairs">Query-key pairs of these, in the mean: long prompts count more than by their length.</param>
/// <param name="AnswerTokens">Tokens of an answer, in the mean.</param>
/// <param name="Context">Tokens in the cache behind which an answer's token is made, in the mean.</param>
/// <param name="MovedTokens">Tokens with which a prompt comes, cached ones included.</param>
public readonly record struct RequestMix(double PerSecond, double PromptTokens, double PromptPairs, double AnswerTokens, double Context, double MovedTokens)
{
    /// <summary>Whether anything comes at all.</summary>
    public bool IsEmpty => !(PerSecond > 0 && PromptTokens > 0);
}
