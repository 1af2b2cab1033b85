using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Checks a request against one model, once its prompt is in tokens: the last thing that can be wrong with it.</summary>
/// <param name="ContextTokens">Tokens of prompt and answer together.</param>
/// <param name="VocabularyTokens">Token ids are 0 to this, exclusive.</param>
public sealed record ModelFit(int ContextTokens, int VocabularyTokens)
{
    /// <summary>How many tokens an answer may have, at least 1.</summary>
    /// <param name="options">What the client asks for.</param>
    /// <param name="promptTokens">With the begin token, where the model has one.</param>
    /// <param name="param">The field the prompt came from: "prompt" or "messages".</param>
    public Parsed<int> AnswerTokens(GenerationOptions options, int promptTokens, string param)
    {
        if (promptTokens == 0) return Refusals.EmptyPrompt(param);
        var room = ContextTokens - promptTokens;
        if (room < (options.MaxTokens ?? 1)) return Refusals.ContextExceeded(param, ContextTokens, promptTokens, options.MaxTokens);
        var answer = options.MaxTokens ?? room;
        if (options.Stopping.MinTokens > answer)
            return FieldRefusals.Invalid("min_tokens", $"is {options.Stopping.MinTokens}, but the context has room for {answer} tokens");
        return answer;
    }

    /// <summary>The refusal when the options name a token that the model does not have; else null.</summary>
    public OpenAiError? RefuseUnknownTokens(GenerationOptions options)
    {
        foreach (var bias in options.Sampling.LogitBias)
            if (bias.Token >= VocabularyTokens) return Refusals.UnknownToken("logit_bias", bias.Token, VocabularyTokens);
        return RefuseUnknownTokens("stop_token_ids", options.Stopping.Tokens);
    }

    /// <summary>The refusal when a prompt of token ids has one that the model does not have; else null.</summary>
    public OpenAiError? RefuseUnknownTokens(Prompt prompt) =>
        prompt is Prompt.Tokens tokens ? RefuseUnknownTokens("prompt", tokens.Ids) : null;

    private OpenAiError? RefuseUnknownTokens(string param, IReadOnlyList<int> tokens)
    {
        foreach (var token in tokens)
            if (token >= VocabularyTokens) return Refusals.UnknownToken(param, token, VocabularyTokens);
        return null;
    }
}
