using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads a request body into a value by way of a sound JSON object.</summary>
internal static class JsonBody
{
    /// <summary><paramref name="body"/> is UTF-8, with or without a byte order mark. <paramref name="read"/> reads the root's fields, and what it returns is dropped when it refused one; it must copy the JSON that it keeps.</summary>
    public static Parsed<T> Parse<T>(ReadOnlyMemory<byte> body, RequestLimits limits, Func<Field, T> read) where T : notnull
    {
        if (body.Length > limits.BodyBytes) return Refusals.BodyTooLarge(limits.BodyBytes);
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        if (JsonScan.Check(body.Span, limits) is { } broken) return broken;
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = limits.Depth });
        if (document.RootElement.ValueKind != JsonValueKind.Object) return Refusals.NotAnObject(Excerpt.Of(document.RootElement));
        var verdict = new Verdict();
        var request = read(new Field(document.RootElement, verdict));
        return verdict.Error is { } error ? error : request;
    }
}
