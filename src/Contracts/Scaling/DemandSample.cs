namespace Orchestrator.Contracts.Scaling;

/// <summary>What requests asked of a pool during some time: prompts when they come, answers when they have ended, for nobody knows their length before.</summary>
/// <param name="Prompts">Requests that came.</param>
/// <param name="PromptTokens">Tokens of their prompts that were in no cache, in sum.</param>
/// <param name="PromptSquares">Sum of the squares of these.</param>
/// <param name="Answers">Answers that ended.</param>
/// <param name="AnswerTokens">Their tokens, in sum.</param>
/// <param name="AnswerSquares">Sum of the squares of these.</param>
/// <param name="AnswerContext">Sum over all these tokens of the tokens before them, prompts included.</param>
/// <param name="MovedTokens">Tokens with which prompts came, cached or not: what has to move to another worker when decode is done there.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.DemandSample")]
public readonly record struct DemandSample(
    [property: Id(0)] double Prompts,
    [property: Id(1)] double PromptTokens,
    [property: Id(2)] double PromptSquares,
    [property: Id(3)] double Answers,
    [property: Id(4)] double AnswerTokens,
    [property: Id(5)] double AnswerSquares,
    [property: Id(6)] double AnswerContext,
    [property: Id(7)] double MovedTokens)
{
    /// <summary>One request that has come.</summary>
    /// <param name="tokens">Of its prompt.</param>
    /// <param name="cached">Of these, in a cache.</param>
    public static DemandSample Prompt(int tokens, int cached)
    {
        double computed = Math.Max(1, tokens - cached);
        return new DemandSample(1, computed, computed * computed, 0, 0, 0, 0, tokens);
    }

    /// <summary>One answer that has ended.</summary>
    /// <param name="promptTokens">Of its prompt.</param>
    /// <param name="answerTokens">Of the answer.</param>
    public static DemandSample Answer(int promptTokens, int answerTokens) =>
        new(0, 0, 0, 1, answerTokens, (double)answerTokens * answerTokens, answerTokens * (promptTokens + answerTokens / 2.0), 0);

    public static DemandSample operator -(DemandSample a, DemandSample b) => new(
        a.Prompts - b.Prompts, a.PromptTokens - b.PromptTokens, a.PromptSquares - b.PromptSquares, a.Answers - b.Answers,
        a.AnswerTokens - b.AnswerTokens, a.AnswerSquares - b.AnswerSquares, a.AnswerContext - b.AnswerContext, a.MovedTokens - b.MovedTokens);

    public static DemandSample operator +(DemandSample a, DemandSample b) => new(
        a.Prompts + b.Prompts, a.PromptTokens + b.PromptTokens, a.PromptSquares + b.PromptSquares, a.Answers + b.Answers,
        a.AnswerTokens + b.AnswerTokens, a.AnswerSquares + b.AnswerSquares, a.AnswerContext + b.AnswerContext, a.MovedTokens + b.MovedTokens);
}
