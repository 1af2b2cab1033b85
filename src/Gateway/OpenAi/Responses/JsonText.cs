using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>How this API writes JSON, and how a whole JSON body is sent.</summary>
public static class JsonText
{
    // The relaxed encoder leaves '<', '+' and most of Unicode readable. That is safe in application/json, which no browser renders.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sends a body that fits in memory with its length, so that the connection can be kept. Status and headers stay as they are.</summary>
    public static async Task AnswerAsync(HttpResponse response, Action<IBufferWriter<byte>> write, CancellationToken cancel)
    {
        var body = new ArrayBufferWriter<byte>(512);
        write(body);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, cancel);
    }
}
