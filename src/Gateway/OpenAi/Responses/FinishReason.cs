namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model's own end, a stop token or a stop string.</summary>
    Stop,

    /// <summary>The token limit or the end of the context.</summary>
    Length,
}
