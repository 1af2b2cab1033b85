using Orchestrator.Gateway.OpenAi.Stops;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>What ends an answer before its token limit.</summary>
public sealed record StopOptions
{
    internal StopOptions()
    {
    }

    /// <summary>Texts that end the answer when they appear.</summary>
    public required StopStrings Strings { get; init; }

    /// <summary>Leave the stop string in the answer.</summary>
    public required bool IncludeStopString { get; init; }

    /// <summary>Tokens that end the answer, besides the model's own end; not negative, each once.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>Nothing but the token limit ends the answer before it has so many tokens; never above the token limit.</summary>
    public required int MinTokens { get; init; }

    /// <summary>Go on past the model's own end of text.</summary>
    public required bool IgnoreEnd { get; init; }
}
