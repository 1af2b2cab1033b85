using System.Text;
using System.Text.Json;
using Orchestrator.EndToEnd.Processes;

namespace Orchestrator.EndToEnd.Asking;

/// <summary>An answer on its way. Disposing it early closes the connection, as a client does that has gone.</summary>
internal sealed class AnswerStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseReader _events;
    private readonly CancellationTokenSource _patience = new(Patience.Long);
    private readonly bool _isChat;
    private readonly StringBuilder[] _texts;
    private readonly string?[] _finishes;
    private (int Prompt, int Completion)? _usage;
    private bool _isMarked;

    private AnswerStream(Question question, HttpResponseMessage response, Stream body)
    {
        _response = response;
        _events = new SseReader(body);
        _isChat = question.IsChat;
        _texts = [.. Enumerable.Range(0, question.Choices).Select(_ => new StringBuilder())];
        _finishes = new string?[question.Choices];
    }

    public string Id { get; private set; } = "";

    /// <summary>Events with text so far, over all choices.</summary>
    public int Pieces { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Reads the head of the answer; the first event may be in it or not.</summary>
    public static async Task<AnswerStream> OpenAsync(Question question, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}", null, response.StatusCode);
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream" and var other) throw new FormatException($"a stream has content type {other}");
        return new AnswerStream(question, response, await response.Content.ReadAsStreamAsync(cancellation));
    }

    /// <summary>Reads until this many events with text have come, or the end.</summary>
    public async Task ReadAsync(int pieces)
    {
        while (Pieces < pieces && !IsDone) await ReadEventAsync();
    }

    public async Task<Answer> ToEndAsync()
    {
        while (!IsDone) await ReadEventAsync();
        if (_usage is not { } usage) throw new FormatException($"{Id} has no usage");
        return new Answer(Id, [.. _texts.Select((text, i) => new AnswerChoice(text.ToString(), _finishes[i] ?? throw new FormatException($"choice {i} of {Id} has no finish_reason")))], usage.Prompt, usage.Completion) { RecoveredOnOtherNumerics = _isMarked };
    }

    public void Dispose()
    {
        _response.Dispose();
        _events.Dispose();
        _patience.Dispose();
    }

    private async Task ReadEventAsync()
    {
        if (await _events.NextAsync(_patience.Token) is not { } happened)
        {
            IsDone = true;
            return;
        }
        if (happened.TryGetProperty("error", out var error)) throw new HttpRequestException($"the stream failed: {error}");
        Id = happened.GetProperty("id").GetString()!;
        foreach (var choice in happened.GetProperty("choices").EnumerateArray()) Take(choice);
        _isMarked |= happened.TryGetProperty("recovered_on_other_numerics", out var mark) && mark.GetBoolean();
        if (happened.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            _usage = (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
    }

    private void Take(JsonElement choice)
    {
        var index = choice.GetProperty("index").GetInt32();
        if (_finishes[index] is { } finish) throw new FormatException($"choice {index} of {Id} goes on after finish_reason {finish}");
        var holder = _isChat ? choice.GetProperty("delta") : choice;
        if (holder.TryGetProperty(_isChat ? "content" : "text", out var text) && text.GetString() is { Length: > 0 } piece)
        {
            _texts[index].Append(piece);
            Pieces++;
        }
        if (choice.GetProperty("finish_reason").GetString() is { } reason) _finishes[index] = reason;
    }
}
