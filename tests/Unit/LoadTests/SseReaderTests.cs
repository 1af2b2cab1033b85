using System.Text;
using System.Text.Json;
using Orchestrator.LoadTests.Requests;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>Reading streamed answers.</summary>
public sealed class SseReaderTests
{
    private const string Events = ": a comment\r\ndata: {\"a\":\"ä\"}\r\n\r\nevent: x\ndata:b\n\ndata:  [DONE] \n\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Lines_are_the_same_however_the_bytes_come(int piece) =>
        Assert.Equal(["{\"a\":\"ä\"}", "b", "[DONE]"], await ReadAsync(new PiecewiseStream(Encoding.UTF8.GetBytes(Events), piece)));

    [Fact]
    public async Task A_line_longer_than_any_buffer_is_read_whole()
    {
        var text = new string('x', 300_000);
        Assert.Equal([text, "y"], await ReadAsync(new PiecewiseStream(Encoding.UTF8.GetBytes($"data: {text}\ndata: y\n"), 5000)));
    }

    [Fact]
    public async Task A_line_without_an_end_is_no_line() => Assert.Empty(await ReadAsync(new PiecewiseStream("data: half"u8.ToArray(), 100)));

    [Fact]
    public void A_completions_chunk_and_a_chats_chunk_tell_the_same()
    {
        var completion = AnswerChunk.Parse("""{"id":"x","choices":[{"index":0,"text":"a","logprobs":null,"finish_reason":null}],"usage":null}"""u8);
        var chat = AnswerChunk.Parse("""{"choices":[{"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}"""u8);
        Assert.Equal(new AnswerChunk(HasText: true, IsFinish: false, Usage: null, Error: null), completion);
        Assert.Equal(completion, chat);
    }

    [Fact]
    public void An_empty_text_is_no_token_and_a_finish_reason_is_an_end() =>
        Assert.Equal(new AnswerChunk(HasText: false, IsFinish: true, Usage: null, Error: null), AnswerChunk.Parse("""{"choices":[{"text":"","finish_reason":"length"}]}"""u8));

    [Fact]
    public void Usage_is_read_with_cached_tokens_or_without()
    {
        Assert.Equal(new TokenUsage(7, 3, 4), AnswerChunk.Parse("""{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":4}}}"""u8).Usage);
        Assert.Equal(new TokenUsage(7, 3, null), AnswerChunk.Parse("""{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"prompt_tokens_details":null}}"""u8).Usage);
    }

    [Theory]
    [InlineData("""{"error":{"message":"no\nroom","type":"x"}}""", "no room")]
    [InlineData("""{"error":"plain"}""", "plain")]
    public void An_error_in_the_stream_is_one_line(string json, string expected) => Assert.Equal(expected, AnswerChunk.Parse(Encoding.UTF8.GetBytes(json)).Error);

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"choices\":[")]
    [InlineData("nonsense")]
    public void What_is_no_event_throws(string json) => Assert.ThrowsAny<JsonException>(() => AnswerChunk.Parse(Encoding.UTF8.GetBytes(json)));

    private static async Task<List<string>> ReadAsync(Stream stream)
    {
        using var reader = new SseReader(stream);
        var lines = new List<string>();
        do
        {
            while (reader.TryNext(out var data)) lines.Add(Encoding.UTF8.GetString(data));
        }
        while (await reader.FillAsync(TestContext.Current.CancellationToken));
        return lines;
    }

    /// <summary>Gives at most so many bytes at a time, as a network may.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
