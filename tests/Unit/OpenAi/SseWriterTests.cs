using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Responses;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class SseWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_answer_is_events_then_usage_then_done()
    {
        var pipe = new Pipe();
        using var writer = new SseWriter(pipe.Writer, new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: true, choices: 1));
        Assert.True(await writer.SendAsync(new TokenChunk[] { new(0, "a"), new(0, "b", FinishReason.Stop) }, Cancel));
        Assert.True(await writer.CompleteAsync(SampleAnswers.Usage, Cancel));
        var events = SampleAnswers.Events(await ReadAllAsync(pipe));
        Assert.Equal(4, events.Length);
        Assert.Contains("\"text\":\"a\"", events[0]);
        Assert.Contains("\"text\":\"b\"", events[1]);
        Assert.Contains("\"total_tokens\":13", events[2]);
        Assert.Equal("[DONE]", events[3]);
    }

    [Fact]
    public async Task A_failure_after_the_start_is_an_error_event_and_never_done()
    {
        var pipe = new Pipe();
        using var writer = new SseWriter(pipe.Writer, new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: false, choices: 1));
        await writer.SendAsync(new TokenChunk[] { new(0, "a") }, Cancel);
        await writer.FailAsync(Refusals.GaveUp("r-1", 2), Cancel);
        var events = SampleAnswers.Events(await ReadAllAsync(pipe));
        Assert.Equal("""{"error":{"message":"request r-1 failed on 2 workers and is not tried again","type":"server_error","param":null,"code":"attempts_exhausted"}}""", events[^1]);
        Assert.DoesNotContain("[DONE]", events);
    }

    [Fact]
    public async Task A_batch_is_flushed_once()
    {
        var output = new CountingPipe();
        using var writer = new SseWriter(output, new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: false, choices: 8));
        await writer.SendAsync(Enumerable.Range(0, 8).Select(choice => new TokenChunk(choice, "x")).ToArray(), Cancel);
        Assert.Equal(1, output.Flushes);
        await writer.SendAsync(ReadOnlyMemory<TokenChunk>.Empty, Cancel);
        Assert.Equal(1, output.Flushes);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_waited_for_and_little_piles_up()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
        using var writer = new SseWriter(pipe.Writer, new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1));
        var sending = writer.SendAsync(Enumerable.Repeat(new TokenChunk(0, new string('x', 1000)), 10_000).ToArray(), Cancel).AsTask();
        Assert.False(sending.IsCompleted);
        Assert.True(pipe.Reader.TryRead(out var waiting));
        Assert.InRange(waiting.Buffer.Length, 64 * 1024, 64 * 1024 + 20 * 1024);
        pipe.Reader.AdvanceTo(waiting.Buffer.Start);

        var receiving = CountAllAsync(pipe.Reader);
        Assert.True(await sending);
        await pipe.Writer.CompleteAsync();
        var oneEvent = SampleAnswers.CompletionHead.Id.Length + 1000;
        Assert.InRange(await receiving, 10_000L * oneEvent, 10_000L * (oneEvent + 300));
    }

    [Fact]
    public async Task A_client_that_is_gone_ends_the_sending()
    {
        var pipe = new Pipe();
        using var writer = new SseWriter(pipe.Writer, new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1));
        await pipe.Reader.CompleteAsync();
        Assert.False(await writer.SendAsync(new TokenChunk[] { new(0, "a") }, Cancel));
    }

    [Fact]
    public async Task Waiting_for_a_slow_client_ends_when_it_is_cancelled()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
        using var writer = new SseWriter(pipe.Writer, new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1));
        using var impatience = new CancellationTokenSource();
        var sending = writer.SendAsync(new TokenChunk[] { new(0, "a") }, impatience.Token).AsTask();
        Assert.False(sending.IsCompleted);
        await impatience.CancelAsync();
        Assert.False(await sending);
    }

    [Fact]
    public async Task The_response_is_an_event_stream_that_nobody_may_collect()
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        using var writer = SseWriter.Begin(context.Response, new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: false, choices: 1));
        await writer.CompleteAsync(SampleAnswers.Usage, Cancel);
        Assert.Equal((200, "text/event-stream; charset=utf-8"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.Equal(("no-cache", "no"), (context.Response.Headers.CacheControl.ToString(), context.Response.Headers["X-Accel-Buffering"].ToString()));
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    private static async Task<string> ReadAllAsync(Pipe pipe)
    {
        await pipe.Writer.CompleteAsync();
        var read = await pipe.Reader.ReadAtLeastAsync(int.MaxValue, Cancel);
        return Encoding.UTF8.GetString(read.Buffer.ToArray());
    }

    private static async Task<long> CountAllAsync(PipeReader reader)
    {
        for (var received = 0L; ;)
        {
            var read = await reader.ReadAsync(Cancel);
            received += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return received;
        }
    }

    /// <summary>A pipe that takes everything at once and counts the flushes.</summary>
    private sealed class CountingPipe : PipeWriter
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public int Flushes { get; private set; }

        public override void Advance(int bytes) => _bytes.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushes++;
            return new(new FlushResult(isCanceled: false, isCompleted: false));
        }
    }
}
