using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Responses;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class OpenApiConformanceTests
{
    [Fact]
    public void A_chat_answer_fits_OpenAIs_description() => AssertFits("CreateChatCompletionResponse", SampleAnswers.Text(output =>
        ChatAnswer.Write(output, SampleAnswers.ChatHead, [new(0, "Hi", FinishReason.Stop), new(1, "é!", FinishReason.Length, SampleAnswers.Logprobs)], SampleAnswers.Usage)));

    [Fact]
    public void A_completion_fits_OpenAIs_description() => AssertFits("CreateCompletionResponse", SampleAnswers.Text(output =>
        CompletionAnswer.Write(output, SampleAnswers.CompletionHead, [new(0, "Hi", FinishReason.Stop), new(1, "é!", FinishReason.Length, SampleAnswers.Logprobs)], SampleAnswers.Usage)));

    [Fact]
    public void Every_chat_chunk_fits_OpenAIs_description()
    {
        using var writer = new ChatChunkWriter(SampleAnswers.ChatHead, includeUsage: true, choices: 1);
        foreach (var one in Stream(writer)) AssertFits("CreateChatCompletionStreamResponse", one);
    }

    // OpenAI's description allows no null here, but a chunk before the last has no reason to give; null is what the description of chat chunks has in its place.
    [Fact]
    public void Every_completion_chunk_fits_OpenAIs_description_but_for_the_reason_that_is_still_open()
    {
        using var writer = new CompletionChunkWriter(SampleAnswers.CompletionHead, includeUsage: false, choices: 1);
        var events = Stream(writer);
        Assert.Equal(["$.choices[0].finish_reason is Null, not string", "$.choices[0].finish_reason is null, not one of stop, length, content_filter"],
            Misfits("CreateCompletionResponse", events[0]));
        AssertFits("CreateCompletionResponse", events[^1]);
    }

    [Fact]
    public void The_models_fit_OpenAIs_description()
    {
        var card = new ModelCard("tiny", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "us", 512);
        AssertFits("ListModelsResponse", SampleAnswers.Text(output => ModelList.Write(output, [card])));
        AssertFits("Model", SampleAnswers.Text(output => ModelList.Write(output, card)));
    }

    [Fact]
    public void Errors_fit_OpenAIs_description()
    {
        foreach (var error in new[] { Refusals.EmptyBody(), Refusals.UnknownModel("x", ["y"]), FieldRefusals.Missing("model") })
            AssertFits("ErrorResponse", SampleAnswers.Text(output => OpenAiErrorJson.Write(output, error)));
    }

    [Fact]
    public void The_check_itself_finds_what_does_not_fit()
    {
        Assert.Equal(["$ has no data", "$.object is \"thing\", not one of list"], Misfits("ListModelsResponse", """{"object":"thing"}"""));
        Assert.Equal(["$.data[0] has no owned_by", "$.data[0].created is String, not integer"],
            Misfits("ListModelsResponse", """{"object":"list","data":[{"id":"a","object":"model","created":"now"}]}""").Order());
        Assert.NotEmpty(Misfits("CreateChatCompletionResponse", """{"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":7,"refusal":null},"logprobs":null}]}"""));
    }

    [Fact]
    public void The_sound_bodies_of_these_tests_fit_OpenAIs_description_too()
    {
        // Biases that are no integers are vLLM's extension, and so is an integer with a point.
        AssertFits("CreateChatCompletionRequest", SoundBodies.Chat.Replace("2.5}", "2}", StringComparison.Ordinal));
        AssertFits("CreateCompletionRequest", SoundBodies.Completion.Replace("4.0, 5e0", "4, 5", StringComparison.Ordinal));
    }

    private static string[] Stream(ChunkWriter writer) => SampleAnswers.Events(SampleAnswers.Text(output =>
    {
        writer.Write(output, new TokenChunk(0, "Hi"));
        writer.Write(output, new TokenChunk(0, "é!", null, SampleAnswers.Logprobs));
        writer.Write(output, new TokenChunk(0, ".", FinishReason.Stop));
        writer.WriteUsage(output, SampleAnswers.Usage);
    }));

    private static IReadOnlyList<string> Misfits(string schema, string json) => new OpenApiSchema().Misfits(schema, JsonElement.Parse(json));

    private static void AssertFits(string schema, string json) => Assert.Empty(Misfits(schema, json));
}
