using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Requests;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class ModelFitTests
{
    private static readonly ModelFit s_fit = new(ContextTokens: 512, VocabularyTokens: 1000);

    [Theory]
    [InlineData("", 100, 412)]
    [InlineData("", 511, 1)]
    [InlineData("\"max_tokens\":64", 448, 64)]
    [InlineData("\"max_tokens\":1", 1, 1)]
    [InlineData("\"min_tokens\":412", 100, 412)]
    public void An_answer_has_the_tokens_asked_for_or_the_room_there_is(string fields, int prompt, int answer)
    {
        Assert.True(Answer(fields, prompt).TryGet(out var tokens, out _));
        Assert.Equal(answer, tokens);
    }

    [Theory]
    [InlineData("\"max_tokens\":64", 600, "this model's maximum context length is 512 tokens; the prompt has 600 and max_tokens asks for 64")]
    [InlineData("\"max_tokens\":64", 449, "this model's maximum context length is 512 tokens; the prompt has 449 and max_tokens asks for 64")]
    [InlineData("\"max_tokens\":2147483647", 1, "this model's maximum context length is 512 tokens; the prompt has 1 and max_tokens asks for 2147483647")]
    [InlineData("", 512, "this model's maximum context length is 512 tokens; the prompt has 512, which leaves no room for an answer")]
    [InlineData("", int.MaxValue, "this model's maximum context length is 512 tokens; the prompt has 2147483647, which leaves no room for an answer")]
    public void What_does_not_fit_the_context_is_refused_with_the_numbers(string fields, int prompt, string message)
    {
        var error = Answer(fields, prompt).Error;
        Assert.Equal((400, "context_length_exceeded", "messages", message), (error?.Status, error?.Code, error?.Param, error?.Message));
    }

    [Fact]
    public void A_prompt_without_tokens_is_refused() => Assert.Equal("'messages' has no tokens; at least one is needed", Answer("", 0).Error?.Message);

    [Fact]
    public void More_least_tokens_than_there_is_room_for_are_refused() =>
        Assert.Equal("'min_tokens' is 413, but the context has room for 412 tokens", Answer("\"min_tokens\":413", 100).Error?.Message);

    [Fact]
    public void Tokens_that_the_model_does_not_have_are_refused()
    {
        Assert.Null(Unknown("\"logit_bias\":{\"999\":1},\"stop_token_ids\":[999]"));
        Assert.Equal("'logit_bias' names token 1000, but this model's tokens are 0 to 999", Unknown("\"logit_bias\":{\"1000\":1}")?.Message);
        Assert.Equal("'stop_token_ids' names token 1000, but this model's tokens are 0 to 999", Unknown("\"stop_token_ids\":[5,1000]")?.Message);
        Assert.Equal("'prompt' names token 1000, but this model's tokens are 0 to 999", s_fit.RefuseUnknownTokens(new Prompt.Tokens([0, 1000]))?.Message);
        Assert.Null(s_fit.RefuseUnknownTokens(new Prompt.Tokens([0, 999])));
        Assert.Null(s_fit.RefuseUnknownTokens(new Prompt.Text("1000")));
    }

    private static Parsed<int> Answer(string fields, int prompt) => s_fit.AnswerTokens(Door.ChatOf(Door.ChatBody(fields)).Options, prompt, "messages");

    private static OpenAiError? Unknown(string fields) => s_fit.RefuseUnknownTokens(Door.ChatOf(Door.ChatBody(fields)).Options);
}
