using System.Net.Http.Headers;
using System.Text.Json;
using Orchestrator.LoadTests.Running;

namespace Orchestrator.LoadTests.Requests;

/// <summary>One request over HTTP: sent, then read chunk by chunk, each stamped when it is there. Used once.</summary>
/// <param name="http">Without a time-out of its own.</param>
/// <param name="clock">Of the run.</param>
/// <param name="request">As planned.</param>
/// <param name="body">Its JSON.</param>
internal sealed class AnswerStream(HttpClient http, RunClock clock, LoadRequest request, ReadOnlyMemory<byte> body) : IDisposable
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private HttpResponseMessage? _response;
    private SseReader? _events;
    private TimeSpan? _first;
    private TimeSpan? _last;
    private TokenUsage? _usage;
    private int _chunks;
    private bool _isFinished;
    private bool _isDone;

    /// <summary>Told of the time from each chunk with text to the next.</summary>
    public Action<TimeSpan, TimeSpan>? OnGap { get; init; }

    /// <summary>Told of each chunk with text, after <see cref="OnGap"/>.</summary>
    public Action<TimeSpan>? OnChunk { get; init; }

    /// <summary>Sends, and reads up to the first token. Null when it has come; else the result, which is the last word.</summary>
    public async Task<RequestResult?> FirstAsync(CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "v1/completions") { Content = new ReadOnlyMemoryContent(body) };
        message.Content.Headers.ContentType = s_json;
        try
        {
            _response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!_response.IsSuccessStatusCode)
                return Failed(RequestResult.Status((int)_response.StatusCode), ErrorMessage.FromBody(await _response.Content.ReadAsStringAsync(cancel)));
            _events = new SseReader(await _response.Content.ReadAsStreamAsync(cancel));
        }
        catch (HttpRequestException e)
        {
            return Failed(RequestResult.Connection, e.Message);
        }
        return await ReadAsync(untilFirst: true, cancel);
    }

    /// <summary>Reads the rest. Only after <see cref="FirstAsync"/> returned null.</summary>
    public async Task<RequestResult> RestAsync(CancellationToken cancel) => (await ReadAsync(untilFirst: false, cancel))!;

    /// <summary>The result of a request that is given up here, or fails for a reason of the caller's.</summary>
    public RequestResult Failed(string kind, string reason) => Result() with { Error = kind, Message = ErrorMessage.OneLine(reason) };

    public void Dispose()
    {
        _events?.Dispose();
        _response?.Dispose();
    }

    private async Task<RequestResult?> ReadAsync(bool untilFirst, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                // One stamp for all that came together: the client has them at once.
                var now = clock.Now;
                while (_events!.TryNext(out var data))
                {
                    if (Take(data, now) is { } end) return end;
                    if (request.CancelAfter is { } most && _chunks >= most) return Result() with { IsCancelled = true };
                }
                if (untilFirst && _first is not null) return null;
                if (!await _events.FillAsync(cancel)) return Ended();
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Failed(RequestResult.CutStream, e.Message);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return Failed(RequestResult.StreamError, e.Message);
        }
    }

    private RequestResult? Take(ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _isDone = true;
            return null;
        }
        var chunk = AnswerChunk.Parse(data);
        if (chunk.Error is { } error) return Failed(RequestResult.StreamError, error);
        _usage = chunk.Usage ?? _usage;
        _isFinished |= chunk.IsFinish;
        // The end counts as the last token's time, and as the first's where no token had a text.
        if (!chunk.HasText && !chunk.IsFinish) return null;
        if (chunk.HasText) _chunks++;
        if (_last is { } before && chunk.HasText) OnGap?.Invoke(before, now);
        _first ??= now;
        _last = now;
        if (chunk.HasText) OnChunk?.Invoke(now);
        return null;
    }

    private RequestResult Ended()
    {
        if (!_isDone) return Failed(RequestResult.CutStream, "the stream ended without [DONE]");
        if (!_isFinished) return Failed(RequestResult.CutStream, "[DONE] came without a finish_reason");
        if (_usage is { } usage && usage.Answer != request.AnswerTokens) return Failed(RequestResult.WrongCount, $"{usage.Answer} tokens instead of {request.AnswerTokens}");
        return Result();
    }

    private RequestResult Result() => new()
    {
        Intended = request.At,
        Ended = clock.Now,
        First = _first,
        Last = _last,
        Chunks = _chunks,
        AnswerTokens = _usage?.Answer ?? _chunks,
        PromptTokens = _usage?.Prompt ?? request.PromptTokens,
        CachedTokens = _usage?.Cached,
        Group = request.Group,
    };
}
