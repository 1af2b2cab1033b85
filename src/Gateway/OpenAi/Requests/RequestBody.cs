using Microsoft.Net.Http.Headers;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Takes a JSON body off the wire, never more of it than is allowed.</summary>
public static class RequestBody
{
    private const int FirstBytes = 4096;

    /// <summary>The whole body, or 413, 415 or what Kestrel found wrong. Throws what a broken connection or a cancellation throws.</summary>
    public static async Task<Parsed<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, RequestLimits limits, CancellationToken cancel)
    {
        if (!IsJson(request.ContentType)) return Refusals.WrongContentType(request.ContentType);
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity")) return Refusals.WrongContentEncoding(encoding);
        if (request.ContentLength > limits.BodyBytes) return Refusals.BodyTooLarge(limits.BodyBytes);
        try
        {
            return await ReadAsync(request.Body, limits.BodyBytes, cancel);
        }
        catch (BadHttpRequestException broken)
        {
            return broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Refusals.BodyTooLarge(limits.BodyBytes)
                : Refusals.BadTransfer(broken.StatusCode, broken.Message);
        }
    }

    // Grows with what arrives, not with what Content-Length promises: a promise costs a client nothing.
    private static async Task<Parsed<ReadOnlyMemory<byte>>> ReadAsync(Stream body, int limit, CancellationToken cancel)
    {
        var bytes = new byte[(int)Math.Min(FirstBytes, limit + 1L)];
        var length = 0;
        while (await body.ReadAsync(bytes.AsMemory(length), cancel) is var read and > 0)
        {
            length += read;
            if (length > limit) return Refusals.BodyTooLarge(limit);
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, limit + 1L));
        }
        return new ReadOnlyMemory<byte>(bytes, 0, length);
    }

    // A browser may send other types across sites without asking first, so insisting on JSON also keeps foreign pages out.
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
