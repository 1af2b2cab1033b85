namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads the body of POST /v1/completions.</summary>
internal static class CompletionParser
{
    // OpenAI's default for this endpoint, and vLLM's.
    private const int DefaultMaxTokens = 16;
    private const int MostLogprobs = 5;

    public static CompletionRequest Read(Field root, RequestLimits limits)
    {
        var topLogprobs = root["logprobs"].Int(0, MostLogprobs);
        var options = GenerationParser.Read(root, limits, DefaultMaxTokens, topLogprobs);
        var prompts = PromptParser.Read(root["prompt"], limits);
        if (prompts.Count * (long)options.Choices > limits.Prompts)
            root["n"].RefuseValue($"is {options.Choices}, which with {prompts.Count} prompts makes {prompts.Count * (long)options.Choices} answers; {limits.Prompts} are allowed");
        UnsupportedFields.RefuseForCompletion(root);
        Constraints.RefuseFormat(root["response_format"], limits);
        return new CompletionRequest { Options = options, Prompts = prompts, Echo = ReadEcho(root["echo"], topLogprobs) };
    }

    // The log probabilities of the prompt would have to be echoed as well, and no worker keeps them.
    private static bool ReadEcho(Field field, int? topLogprobs)
    {
        var echo = field.Flag() ?? false;
        if (echo && topLogprobs is not null) field.RefuseUnsupportedValue("may not be true together with 'logprobs'");
        return echo;
    }
}
