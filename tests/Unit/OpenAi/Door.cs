using System.Text;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Requests;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

/// <summary>Sends bodies through the door, as the endpoints do.</summary>
internal static class Door
{
    public const string Chat = "chat";
    public const string Completion = "completion";

    public static readonly RequestLimits Limits = new();

    public static ChatRequest ChatOf(string body)
    {
        Assert.True(ChatRequest.Parse(Encoding.UTF8.GetBytes(body), Limits).TryGet(out var request, out var error), error?.ToString());
        return request;
    }

    public static CompletionRequest CompletionOf(string body)
    {
        Assert.True(CompletionRequest.Parse(Encoding.UTF8.GetBytes(body), Limits).TryGet(out var request, out var error), error?.ToString());
        return request;
    }

    /// <summary>Null when the body is taken.</summary>
    public static OpenAiError? ErrorOf(string endpoint, ReadOnlyMemory<byte> body, RequestLimits? limits = null) => endpoint switch
    {
        Chat => ChatRequest.Parse(body, limits ?? Limits).Error,
        _ => CompletionRequest.Parse(body, limits ?? Limits).Error,
    };

    public static OpenAiError Refused(string endpoint, string body, RequestLimits? limits = null) => Refused(endpoint, Encoding.UTF8.GetBytes(body), limits);

    public static OpenAiError Refused(string endpoint, ReadOnlyMemory<byte> body, RequestLimits? limits = null)
    {
        var error = ErrorOf(endpoint, body, limits);
        Assert.NotNull(error);
        return error;
    }

    /// <summary>A sound chat body with more fields: <c>"n":2</c>.</summary>
    public static string ChatBody(string fields) => $$"""{"model":"m","messages":[{"role":"user","content":"Hi"}]{{(fields.Length == 0 ? "" : ",")}}{{fields}}}""";

    /// <summary>A sound completion body with more fields.</summary>
    public static string CompletionBody(string fields) => $$"""{"model":"m","prompt":"Hi"{{(fields.Length == 0 ? "" : ",")}}{{fields}}}""";
}
