using Orchestrator.Gateway.OpenAi.Responses;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class ChunkTests
{
    private const string ChatStart = """{"id":"chatcmpl-00112233445566778899aabbccddeeff","object":"chat.completion.chunk","created":1700000000,"model":"tiny","system_fingerprint":"fp_1","choices":""";
    private const string CompletionStart = """{"id":"cmpl-00112233445566778899aabbccddeeff","object":"text_completion","created":1700000000,"model":"tiny","system_fingerprint":"fp_1","choices":""";

    [Fact]
    public void A_chat_choice_begins_with_its_role_and_ends_with_an_empty_delta()
    {
        using var writer = new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: false, choices: 1);
        Assert.Equal(
        [
            ChatStart + """[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}""",
            ChatStart + """[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}""",
        ], Events(writer, new TokenChunk(0, "Hi")));
        Assert.Equal(
        [
            ChatStart + """[{"index":0,"delta":{"content":"!"},"logprobs":null,"finish_reason":null}]}""",
            ChatStart + """[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]}""",
        ], Events(writer, new TokenChunk(0, "!", FinishReason.Length)));
    }

    [Fact]
    public void A_chat_choice_that_ends_at_once_still_has_its_role()
    {
        using var writer = new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: false, choices: 2);
        Assert.Equal(
        [
            ChatStart + """[{"index":1,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}""",
            ChatStart + """[{"index":1,"delta":{},"logprobs":null,"finish_reason":"stop"}]}""",
        ], Events(writer, new TokenChunk(1, "", FinishReason.Stop)));
        Assert.Equal(2, Events(writer, new TokenChunk(0, "a")).Length);
        Assert.Single(Events(writer, new TokenChunk(0, "b")));
    }

    [Fact]
    public void A_token_whose_text_is_held_back_sends_only_its_log_probability()
    {
        using var writer = new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: false, choices: 1);
        Events(writer, new TokenChunk(0, "a"));
        Assert.Equal("", SampleAnswers.Text(output => writer.Write(output, new TokenChunk(0, ""))));
        Assert.Equal(
            [ChatStart + """[{"index":0,"delta":{"content":""},"logprobs":{"content":[{"token":"!","logprob":-1,"bytes":[33],"top_logprobs":[]}],"refusal":null},"finish_reason":null}]}"""],
            Events(writer, new TokenChunk(0, "", null, [new TokenLogprob("!"u8.ToArray(), -1, [])])));
    }

    [Fact]
    public void Every_chunk_names_usage_when_it_is_wanted_and_the_last_has_it()
    {
        using var writer = new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: true, choices: 1);
        Assert.All(Events(writer, new TokenChunk(0, "Hi", FinishReason.Stop)), one => Assert.EndsWith("}],\"usage\":null}", one));
        Assert.Equal(
            ["""{"id":"chatcmpl-00112233445566778899aabbccddeeff","object":"chat.completion.chunk","created":1700000000,"model":"tiny","system_fingerprint":"fp_1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":8}}}"""],
            SampleAnswers.Events(SampleAnswers.Text(output => writer.WriteUsage(output, SampleAnswers.Usage))));
    }

    [Fact]
    public void An_answer_of_mixed_numerics_says_so_beside_its_usage()
    {
        const string mark = "\"prompt_tokens_details\":{\"cached_tokens\":8}},\"recovered_on_other_numerics\":true}";
        var usage = SampleAnswers.Usage with { RecoveredOnOtherNumerics = true };
        using var writer = new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: true, choices: 1);
        Assert.EndsWith(mark, Assert.Single(SampleAnswers.Events(SampleAnswers.Text(output => writer.WriteUsage(output, usage)))));
        Assert.EndsWith(mark, SampleAnswers.Text(output => ChatAnswer.Write(output, SampleAnswers.ChatHead, [], usage)));
        Assert.EndsWith(mark, SampleAnswers.Text(output => CompletionAnswer.Write(output, SampleAnswers.CompletionHead, [], usage)));
    }

    [Fact]
    public void No_usage_chunk_is_sent_when_it_is_not_wanted()
    {
        using var writer = new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1);
        Assert.Equal("", SampleAnswers.Text(output => writer.WriteUsage(output, SampleAnswers.Usage)));
    }

    [Fact]
    public void A_completion_chunk_carries_text_and_reason_together_and_offsets_go_on()
    {
        using var writer = new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1);
        Assert.Equal([CompletionStart + """[{"index":0,"text":"é","logprobs":{"tokens":["é"],"token_logprobs":[-1],"top_logprobs":[{}],"text_offset":[0]},"finish_reason":null}]}"""],
            Events(writer, new TokenChunk(0, "é", null, [new TokenLogprob("é"u8.ToArray(), -1, [])])));
        Assert.Equal([CompletionStart + """[{"index":0,"text":"!","logprobs":{"tokens":["!"],"token_logprobs":[-2],"top_logprobs":[{}],"text_offset":[1]},"finish_reason":"stop"}]}"""],
            Events(writer, new TokenChunk(0, "!", FinishReason.Stop, [new TokenLogprob("!"u8.ToArray(), -2, [])])));
    }

    // Clients that split lines as Python's str.splitlines does would break an event at any of these.
    [Theory]
    [InlineData('\n')]
    [InlineData('\r')]
    [InlineData('\v')]
    [InlineData('\f')]
    [InlineData('\u001c')]
    [InlineData('\u001d')]
    [InlineData('\u001e')]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    public void No_text_can_end_the_line_of_its_event(char lineEnd)
    {
        using var writer = new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1);
        var text = SampleAnswers.Text(output => writer.Write(output, new TokenChunk(0, $"a{lineEnd}b")));
        Assert.DoesNotContain(lineEnd, text[..^2]);
    }

    private static string[] Events(ChunkWriter writer, TokenChunk chunk) => SampleAnswers.Events(SampleAnswers.Text(output => writer.Write(output, chunk)));
}
