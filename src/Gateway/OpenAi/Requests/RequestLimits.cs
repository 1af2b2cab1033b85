namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>How large a request may be. Each limit bounds memory or time that one client can take before a model is asked.</summary>
public sealed record RequestLimits
{
    /// <summary>Bytes of the body. A prompt of a million token ids is about 7 MB.</summary>
    public int BodyBytes { get; init; } = 16 << 20;

    /// <summary>Levels of nesting. Deep tool schemas reach about 20.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>JSON values in the body; each costs 12 bytes while it is read. Room for a prompt of two million token ids.</summary>
    public int Values { get; init; } = 2_000_000;

    /// <summary>Keys of one object; looking a field up is linear in them.</summary>
    public int Keys { get; init; } = 4096;

    /// <summary>Answers to one prompt (<c>n</c>), as with OpenAI.</summary>
    public int Choices { get; init; } = 128;

    /// <summary>Prompts of one completion request; together with <c>n</c> also the limit of all its answers.</summary>
    public int Prompts { get; init; } = 1024;

    /// <summary>Messages of one conversation.</summary>
    public int Messages { get; init; } = 16_384;

    /// <summary>Tools that one request may offer, as with OpenAI.</summary>
    public int Tools { get; init; } = 128;

    /// <summary>Stop strings; every character of an answer is compared with each. OpenAI allows 4, clients of vLLM send more.</summary>
    public int Stops { get; init; } = 16;

    /// <summary>Characters of one stop string, which is also how much text may be held back.</summary>
    public int StopCharacters { get; init; } = 1024;

    /// <summary>Token ids that end an answer.</summary>
    public int StopTokens { get; init; } = 128;

    /// <summary>Tokens in <c>logit_bias</c>, applied at every step.</summary>
    public int BiasedTokens { get; init; } = 1024;

    /// <summary>Characters of a name, an id or a salt.</summary>
    public int NameCharacters { get; init; } = 256;

    /// <summary>The longest time a client may ask for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(24);
}
