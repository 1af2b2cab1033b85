namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>The tokens of one request, over all its prompts and choices.</summary>
/// <param name="PromptTokens">Each prompt once, whatever n is.</param>
/// <param name="CompletionTokens">Of all choices.</param>
/// <param name="CachedTokens">Prompt tokens whose keys and values were not computed anew.</param>
public readonly record struct Usage(int PromptTokens, int CompletionTokens, int CachedTokens)
{
    /// <summary>Workers of other numerics went on with some answer, so it may differ from an undisturbed one.</summary>
    public bool RecoveredOnOtherNumerics { get; init; }

    public int TotalTokens => PromptTokens + CompletionTokens;
}
