namespace Orchestrator.Gateway.OpenAi.Errors;

/// <summary>Every refusal of the OpenAI API that does not point at one field's value; those are in <see cref="FieldRefusals"/>.</summary>
public static class Refusals
{
    internal const string InvalidRequest = "invalid_request_error";
    private const string ServerError = "server_error";
    private const int ModelsNamed = 8;

    // The body as a whole.

    public static OpenAiError EmptyBody() => BadJson("the body is empty; a JSON object is expected");

    /// <summary>Line and byte in the line count from 1; <paramref name="found"/> is what stands there.</summary>
    public static OpenAiError BadJson(long line, long column, string found) =>
        BadJson($"the body is not valid JSON: line {line}, byte {column}, has {found}");

    /// <summary><paramref name="offset"/> counts the bytes before the broken sequence.</summary>
    public static OpenAiError BadUtf8(long offset) => BadJson($"the body is not valid UTF-8 at byte {offset}");

    public static OpenAiError NotAnObject(string found) => BadJson($"the body must be a JSON object, but is {found}");

    public static OpenAiError TooDeep(int limit) => BadJson($"the body nests deeper than {limit} levels");

    public static OpenAiError TooManyValues(int limit) => BadJson($"the body has more than {limit} values");

    public static OpenAiError BodyTooLarge(long limit) => new(StatusCodes.Status413PayloadTooLarge, InvalidRequest, "request_too_large", null,
        $"the body is larger than {limit} bytes");

    /// <summary>The connection itself was at fault: a broken header or a body that ended or stalled.</summary>
    public static OpenAiError BadTransfer(int status, string message) => new(status, InvalidRequest, "bad_transfer", null,
        $"the request could not be read: {message}");

    // Where and by whom.

    public static OpenAiError WrongContentType(string? found) => new(StatusCodes.Status415UnsupportedMediaType, InvalidRequest, "unsupported_content_type", null,
        $"the body must be application/json in UTF-8, but Content-Type is {(string.IsNullOrEmpty(found) ? "missing" : Excerpt.Of(found))}");

    public static OpenAiError WrongContentEncoding(string found) => new(StatusCodes.Status415UnsupportedMediaType, InvalidRequest, "unsupported_content_encoding", null,
        $"the body must not be compressed, but Content-Encoding is {Excerpt.Of(found)}");

    /// <summary><paramref name="allowed"/> is as in the Allow header, for example "GET, HEAD".</summary>
    public static OpenAiError WrongMethod(string method, string path, string allowed) => new(StatusCodes.Status405MethodNotAllowed, InvalidRequest, "method_not_supported", null,
        $"{Excerpt.Of(path)} takes {allowed}, but the method is {Excerpt.Of(method)}")
    { Allow = allowed };

    public static OpenAiError UnknownUrl(string method, string path) => new(StatusCodes.Status404NotFound, InvalidRequest, "unknown_url", null,
        $"nothing is served at {Excerpt.Of(method)} {Excerpt.Of(path)}");

    public static OpenAiError MissingKey() => new(StatusCodes.Status401Unauthorized, InvalidRequest, "missing_api_key", null,
        "an API key is needed: send it as Authorization: Bearer KEY");

    // The key is not repeated: this line ends up in logs.
    public static OpenAiError InvalidKey() => new(StatusCodes.Status401Unauthorized, InvalidRequest, "invalid_api_key", null,
        "the API key is not known here");

    /// <summary>Names some of those that are served, so that a wrong name can be mended at a glance.</summary>
    public static OpenAiError UnknownModel(string model, IReadOnlyList<string> served) => new(StatusCodes.Status404NotFound, InvalidRequest, "model_not_found", "model",
        $"the model {Excerpt.Of(model)} is not served here; GET /v1/models lists those that are: {string.Join(", ", served.Take(ModelsNamed).Select(name => $"\"{name}\""))}{(served.Count > ModelsNamed ? ", …" : "")}");

    // What the model cannot hold.

    public static OpenAiError ContextExceeded(string param, int context, int prompt, int? output) => FieldRefusals.Bad("context_length_exceeded", param,
        output is { } asked
            ? $"this model's maximum context length is {context} tokens; the prompt has {prompt} and max_tokens asks for {asked}"
            : $"this model's maximum context length is {context} tokens; the prompt has {prompt}, which leaves no room for an answer");

    public static OpenAiError EmptyPrompt(string param) => FieldRefusals.Bad("invalid_value", param, $"'{param}' has no tokens; at least one is needed");

    public static OpenAiError UnknownToken(string param, int token, int vocabulary) => FieldRefusals.Bad("invalid_value", param,
        $"'{param}' names token {token}, but this model's tokens are 0 to {vocabulary - 1}");

    // What went wrong on this side.

    /// <summary>A client's own limit; <paramref name="reason"/> says which, with values.</summary>
    public static OpenAiError RateLimited(string reason, TimeSpan retryAfter) => new(StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded", null, reason)
    { RetryAfter = retryAfter };

    /// <summary>There is no room now: the queue is full, and the client may come back.</summary>
    public static OpenAiError Overloaded(string reason, TimeSpan retryAfter) => new(StatusCodes.Status429TooManyRequests, ServerError, "overloaded", null, reason)
    { RetryAfter = retryAfter };

    /// <summary>Nobody can serve the request now: no worker takes it, no silo answers, or the server is stopping.</summary>
    public static OpenAiError Unavailable(string reason, TimeSpan retryAfter) => new(StatusCodes.Status503ServiceUnavailable, ServerError, "unavailable", null, reason)
    { RetryAfter = retryAfter };

    public static OpenAiError TimedOut(string requestId, TimeSpan limit) => new(StatusCodes.Status504GatewayTimeout, ServerError, "timeout", null,
        $"request {requestId} was not finished within {limit.TotalSeconds:0.###} s");

    /// <summary>The request was recovered as often as is allowed, and each worker failed on it.</summary>
    public static OpenAiError GaveUp(string requestId, int attempts) => new(StatusCodes.Status500InternalServerError, ServerError, "attempts_exhausted", null,
        $"request {requestId} failed on {attempts} workers and is not tried again");

    public static OpenAiError Internal(string requestId) => new(StatusCodes.Status500InternalServerError, ServerError, "internal_error", null,
        $"request {requestId} failed inside the server; its log has the cause");

    private static OpenAiError BadJson(string message) => FieldRefusals.Bad("invalid_json", null, message);
}
