using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>Sends one streamed answer as server-sent events, one flush for each batch of chunks. A client that reads slowly is waited for, so nothing piles up here: the caller bounds what waits before, and how long.</summary>
/// <remarks>Not for several callers at once.</remarks>
public sealed class SseWriter(PipeWriter output, ChunkWriter chunks) : IDisposable
{
    // A batch is written in pieces of this size, so that a huge one takes no more memory than the client's pace allows.
    private const int PieceBytes = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _piece = new(1024);

    /// <summary>Sets the headers of an event stream, and keeps servers and proxies from collecting it. The response must not have started.</summary>
    public static SseWriter Begin(HttpResponse response, ChunkWriter chunks)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return new SseWriter(response.BodyWriter, chunks);
    }

    /// <summary>Sends a batch. False when the client is gone or <paramref name="cancel"/> has fired; then nothing more can be sent.</summary>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<TokenChunk> batch, CancellationToken cancel)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            chunks.Write(_piece, batch.Span[i]);
            if (_piece.WrittenCount >= PieceBytes && !await FlushAsync(cancel)) return false;
        }
        return await FlushAsync(cancel);
    }

    /// <summary>Ends a whole answer: token counts, if the client wants them, and <c>[DONE]</c>.</summary>
    public ValueTask<bool> CompleteAsync(Usage usage, CancellationToken cancel)
    {
        chunks.WriteUsage(_piece, usage);
        _piece.Write("data: [DONE]\n\n"u8);
        return FlushAsync(cancel);
    }

    /// <summary>Ends an answer that cannot be finished, status 200 having been sent. No <c>[DONE]</c> follows: a client that overlooks the error must not take the answer for whole.</summary>
    public ValueTask<bool> FailAsync(OpenAiError error, CancellationToken cancel)
    {
        _piece.Write("data: "u8);
        OpenAiErrorJson.Write(_piece, error);
        _piece.Write("\n\n"u8);
        return FlushAsync(cancel);
    }

    public void Dispose() => chunks.Dispose();

    private async ValueTask<bool> FlushAsync(CancellationToken cancel)
    {
        if (_piece.WrittenCount == 0) return true;
        try
        {
            var result = await output.WriteAsync(_piece.WrittenMemory, cancel);
            return !result.IsCompleted && !result.IsCanceled;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _piece.ResetWrittenCount();
        }
    }
}
