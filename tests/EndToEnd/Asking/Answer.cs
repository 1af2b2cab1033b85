namespace Orchestrator.EndToEnd.Asking;

/// <summary>A whole answer, however it came.</summary>
/// <param name="Id">As the client sees it, "cmpl-…".</param>
/// <param name="Choices">In order of their index.</param>
/// <param name="PromptTokens">usage.prompt_tokens.</param>
/// <param name="CompletionTokens">usage.completion_tokens, over all choices.</param>
internal sealed record Answer(string Id, IReadOnlyList<AnswerChoice> Choices, int PromptTokens, int CompletionTokens)
{
    /// <summary>Whether the answer says that workers of other numerics went on with it.</summary>
    public bool RecoveredOnOtherNumerics { get; init; }

    /// <summary>The text of the only choice.</summary>
    public string Text => Choices.Single().Text;
}

/// <summary>One choice of an answer.</summary>
internal sealed record AnswerChoice(string Text, string FinishReason);
