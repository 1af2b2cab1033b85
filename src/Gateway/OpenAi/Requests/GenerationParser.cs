namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads the fields that both endpoints share.</summary>
internal static class GenerationParser
{
    /// <summary><paramref name="defaultMaxTokens"/> is for clients that name no limit, null for none. <paramref name="topLogprobs"/> is read by the endpoint, because the two differ in its form.</summary>
    public static GenerationOptions Read(Field root, RequestLimits limits, int? defaultMaxTokens, int? topLogprobs)
    {
        var maxTokens = ReadMaxTokens(root) ?? defaultMaxTokens;
        var stream = root["stream"].Flag() ?? false;
        return new GenerationOptions
        {
            Model = root["model"].RequiredName(limits.NameCharacters),
            Choices = root["n"].Int(1, limits.Choices) ?? 1,
            MaxTokens = maxTokens,
            Sampling = SamplingParser.Read(root, limits),
            Stopping = StopParser.Read(root, limits, maxTokens),
            TopLogprobs = topLogprobs,
            Stream = stream,
            IncludeUsage = ReadIncludeUsage(root["stream_options"], stream),
            User = root["user"].Text(),
            CacheSalt = root["cache_salt"].Name(limits.NameCharacters),
            Priority = root["priority"].Int(int.MinValue, int.MaxValue),
            SkipSpecialTokens = root["skip_special_tokens"].Flag() ?? true,
            Timeout = root["timeout"].Number(0.001, limits.Timeout.TotalSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    // The older name is still the one most clients send; both are fine when they agree.
    private static int? ReadMaxTokens(Field root)
    {
        var older = root["max_tokens"];
        var (old, now) = (older.Int(1, int.MaxValue), root["max_completion_tokens"].Int(1, int.MaxValue));
        if (old is { } a && now is { } b && a != b) older.RefuseValue($"asks for {a} and 'max_completion_tokens' for {b}; send one of them");
        return now ?? old;
    }

    private static bool ReadIncludeUsage(Field options, bool stream)
    {
        if (options.IsAbsent || !options.IsObject()) return false;
        if (!stream) options.RefuseValue("is only allowed with 'stream': true");
        options["include_obfuscation"].Flag();
        if (options["continuous_usage_stats"].Flag() == true) options["continuous_usage_stats"].RefuseUnsupported();
        return options["include_usage"].Flag() ?? false;
    }
}
