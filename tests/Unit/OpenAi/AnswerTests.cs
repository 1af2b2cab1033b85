using Orchestrator.Gateway.OpenAi.Responses;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class AnswerTests
{
    [Fact]
    public void A_chat_answer_has_OpenAIs_fields_in_OpenAIs_order() => Assert.Equal(
        """{"id":"chatcmpl-00112233445566778899aabbccddeeff","object":"chat.completion","created":1700000000,"model":"tiny","system_fingerprint":"fp_1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi <you> & \"me\"","refusal":null},"logprobs":null,"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":8}}}""",
        SampleAnswers.Text(output => ChatAnswer.Write(output, SampleAnswers.ChatHead, [new(0, "Hi <you> & \"me\"", FinishReason.Stop), new(1, "", FinishReason.Length)], SampleAnswers.Usage)));

    [Fact]
    public void A_completion_has_OpenAIs_fields_in_OpenAIs_order() => Assert.Equal(
        """{"id":"cmpl-00112233445566778899aabbccddeeff","object":"text_completion","created":1700000000,"model":"tiny","system_fingerprint":"fp_1","choices":[{"index":0,"text":"Hi\n","logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":8}}}""",
        SampleAnswers.Text(output => CompletionAnswer.Write(output, SampleAnswers.CompletionHead, [new(0, "Hi\n", FinishReason.Length)], SampleAnswers.Usage)));

    [Fact]
    public void Log_probabilities_of_a_chat_are_objects_with_the_bytes() => Assert.Contains(
        """
        "logprobs":{"content":[{"token":"bytes:\\xc3","logprob":-0.5,"bytes":[195],"top_logprobs":[{"token":"bytes:\\xc3","logprob":-0.5,"bytes":[195]},{"token":"A","logprob":-1.25,"bytes":[65]}]},{"token":"bytes:\\xa9","logprob":-0.25,"bytes":[169],"top_logprobs":[{"token":"bytes:\\xa9","logprob":-0.25,"bytes":[169]},{"token":"B","logprob":-2,"bytes":[66]}]},{"token":"!","logprob":-9999,"bytes":[33],"top_logprobs":[{"token":"!","logprob":0,"bytes":[33]},{"token":"!","logprob":-9999,"bytes":[33]}]}],"refusal":null}
        """,
        SampleAnswers.Text(output => ChatAnswer.Write(output, SampleAnswers.ChatHead, [new(0, "é!", FinishReason.Stop, SampleAnswers.Logprobs)], SampleAnswers.Usage)));

    [Fact]
    public void Log_probabilities_of_a_completion_are_arrays_with_offsets_in_characters_and_no_key_twice() => Assert.Contains(
        """
        "logprobs":{"tokens":["bytes:\\xc3","bytes:\\xa9","!"],"token_logprobs":[-0.5,-0.25,-9999],"top_logprobs":[{"bytes:\\xc3":-0.5,"A":-1.25},{"bytes:\\xa9":-0.25,"B":-2},{"!":0}],"text_offset":[0,1,1]}
        """,
        SampleAnswers.Text(output => CompletionAnswer.Write(output, SampleAnswers.CompletionHead, [new(0, "é!", FinishReason.Stop, SampleAnswers.Logprobs)], SampleAnswers.Usage)));

    [Fact]
    public void Models_are_listed_and_shown_alone()
    {
        var card = new ModelCard("tiny", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "us", 512);
        const string shown = """{"id":"tiny","object":"model","created":1700000000,"owned_by":"us","max_model_len":512}""";
        Assert.Equal(shown, SampleAnswers.Text(output => ModelList.Write(output, card)));
        Assert.Equal($$"""{"object":"list","data":[{{shown}},{{shown}}]}""", SampleAnswers.Text(output => ModelList.Write(output, [card, card])));
        Assert.Equal("""{"object":"list","data":[]}""", SampleAnswers.Text(output => ModelList.Write(output, [])));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_text_becomes_a_replacement_character() => Assert.Contains(
        "\"content\":\"a\\uFFFD\"",
        SampleAnswers.Text(output => ChatAnswer.Write(output, SampleAnswers.ChatHead, [new(0, "a\ud83d", FinishReason.Stop)], SampleAnswers.Usage)));
}
