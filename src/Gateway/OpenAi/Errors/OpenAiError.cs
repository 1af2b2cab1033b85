namespace Orchestrator.Gateway.OpenAi.Errors;

/// <summary>One refusal as a client sees it: an HTTP status, the four fields of OpenAI's error object, and the headers that belong to it.</summary>
/// <param name="Status">HTTP status, 400 to 599.</param>
/// <param name="Type">OpenAI's family of errors, for example <c>invalid_request_error</c>.</param>
/// <param name="Code">What programs match on, for example <c>model_not_found</c>; null when there is nothing to match.</param>
/// <param name="Param">The path of the offending field, for example <c>messages[2].content</c>; null when no field is to blame.</param>
/// <param name="Message">One line for people, with the values.</param>
public sealed record OpenAiError(int Status, string Type, string? Code, string? Param, string Message)
{
    /// <summary>When the client may try again; sent as Retry-After in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The methods that the path does take; sent as Allow with status 405.</summary>
    public string? Allow { get; init; }
}
