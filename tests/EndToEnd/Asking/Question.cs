using System.Text.Json.Nodes;

namespace Orchestrator.EndToEnd.Asking;

/// <summary>A request as a client means it; greedy unless a temperature is given.</summary>
internal sealed record Question
{
    public string Model { get; init; } = "end-to-end";

    /// <summary>Text, or token ids; null for a chat.</summary>
    public JsonNode? Prompt { get; init; }

    public IReadOnlyList<GoldenMessage> Messages { get; init; } = [];

    /// <summary>Tools that are offered; null for none.</summary>
    public JsonArray? Tools { get; init; }

    public int MaxTokens { get; init; } = 16;

    public double Temperature { get; init; }

    public long? Seed { get; init; }

    /// <summary>n.</summary>
    public int Choices { get; init; } = 1;

    public bool IgnoreEos { get; init; }

    /// <summary>The tenant's: answers of other salts share no keys and values.</summary>
    public string? CacheSalt { get; init; }

    public bool IsChat => Prompt is null;

    public string Path => IsChat ? "/v1/chat/completions" : "/v1/completions";

    /// <summary>The question that a golden answers.</summary>
    public static Question For(Golden golden) => golden.Messages.Count > 0
        ? new() { Messages = golden.Messages, Tools = golden.Tools, MaxTokens = golden.MaxTokens }
        : new() { Prompt = golden.Prompt, MaxTokens = golden.MaxTokens };

    /// <summary>A prompt of exactly this many tokens, the same for the same seed: ordinary words of the end-to-end model.</summary>
    public static Question OfTokens(int prompt, int answer, int seed)
    {
        var random = new Random(seed);
        return new() { Prompt = new JsonArray([.. Enumerable.Range(0, prompt).Select(_ => JsonValue.Create(random.Next(300, 500)))]), MaxTokens = answer, IgnoreEos = true };
    }

    public Question Sampled(long seed) => this with { Temperature = 1, Seed = seed };

    public JsonObject ToJson(bool stream)
    {
        var body = new JsonObject { ["model"] = Model, ["max_tokens"] = MaxTokens, ["temperature"] = Temperature, ["stream"] = stream };
        if (IsChat) body["messages"] = new JsonArray([.. Messages.Select(m => new JsonObject { ["role"] = m.Role, ["content"] = m.Content })]);
        else body["prompt"] = Prompt!.DeepClone();
        if (Tools is not null) body["tools"] = Tools.DeepClone();
        if (stream) body["stream_options"] = new JsonObject { ["include_usage"] = true };
        if (Seed is { } seed) body["seed"] = seed;
        if (Choices != 1) body["n"] = Choices;
        if (CacheSalt is not null) body["cache_salt"] = CacheSalt;
        if (IgnoreEos) body["ignore_eos"] = true;
        return body;
    }
}
