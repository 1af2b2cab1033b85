using Orchestrator.Gateway.OpenAi.Requests;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class GoodInputTests
{
    [Fact]
    public void The_smallest_chat_has_the_defaults_of_OpenAI()
    {
        var request = Door.ChatOf(Door.ChatBody(""));
        Assert.Equal(new ChatMessage.User("Hi", null), Assert.Single(request.Messages));
        Assert.Null(request.Options.MaxTokens);
        Assert.Empty(request.Tools);
        Assert.IsType<ToolChoice.None>(request.ToolChoice);
        Assert.True(request.AddGenerationPrompt);
        Assert.Empty(request.TemplateVariables);
        AssertDefaults(request.Options);
    }

    [Fact]
    public void The_smallest_completion_has_the_defaults_of_OpenAI()
    {
        var request = Door.CompletionOf(Door.CompletionBody(""));
        Assert.Equal(new Prompt.Text("Hi"), Assert.Single(request.Prompts));
        Assert.Equal(16, request.Options.MaxTokens);
        Assert.False(request.Echo);
        AssertDefaults(request.Options);
    }

    [Fact]
    public void Null_is_the_same_as_nothing_for_every_optional_field()
    {
        var nulls = string.Join(',', new[]
        {
            "n", "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "min_p", "seed", "presence_penalty", "frequency_penalty", "repetition_penalty",
            "logit_bias", "stop", "stop_token_ids", "stream", "stream_options", "user", "min_tokens", "ignore_eos", "cache_salt", "priority", "skip_special_tokens",
            "include_stop_str_in_output", "timeout", "logprobs", "top_logprobs", "response_format", "tools", "tool_choice", "suffix", "best_of", "echo", "functions",
            "function_call", "audio", "modalities", "store", "guided_json", "chat_template_kwargs", "reasoning_effort", "add_generation_prompt",
        }.Select(name => $"\"{name}\":null"));
        AssertDefaults(Door.ChatOf(Door.ChatBody(nulls)).Options);
        AssertDefaults(Door.CompletionOf(Door.CompletionBody(nulls)).Options);
    }

    [Fact]
    public void Every_option_is_read()
    {
        var options = Door.ChatOf(SoundBodies.Chat).Options;
        Assert.Equal(("tiny", 2, 64, 3), (options.Model, options.Choices, options.MaxTokens, options.TopLogprobs));
        Assert.Equal((true, true, "u-1", "salt", -3, false), (options.Stream, options.IncludeUsage, options.User, options.CacheSalt, options.Priority, options.SkipSpecialTokens));
        Assert.Equal(TimeSpan.FromSeconds(12.5), options.Timeout);
        var sampling = options.Sampling;
        Assert.Equal((0.7f, 0.9f, 40, 0.05f, -7L), (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MinP, sampling.Seed));
        Assert.Equal((0.5f, -0.5f, 1.1f), (sampling.PresencePenalty, sampling.FrequencyPenalty, sampling.RepetitionPenalty));
        Assert.Equal([new TokenBias(7, 2.5f), new TokenBias(12, -100)], sampling.LogitBias);
        var stopping = options.Stopping;
        Assert.Equal(("\n\n", "END", 2), (stopping.Strings[0], stopping.Strings[1], stopping.Strings.Count));
        Assert.Equal([5, 6], stopping.Tokens);
        Assert.Equal((2, true, true), (stopping.MinTokens, stopping.IgnoreEnd, stopping.IncludeStopString));
    }

    [Fact]
    public void Every_kind_of_message_is_read()
    {
        var request = Door.ChatOf(SoundBodies.Chat);
        Assert.Equal(["system", "developer", "user", "assistant", "tool", "assistant", "user"], request.Messages.Select(message => message.Role));
        Assert.Equal(["Be brief.", "In English,\nplease.", "What is 2 + 2? 😀", null, "4", "I would rather not.", "Please."], request.Messages.Select(message => message.Content));
        Assert.Equal([null, "app", "ann", null, null, null, null], request.Messages.Select(message => message.Name));
        Assert.Equal([new ToolCall("call_1", "add", "{\"a\":2,\"b\":2}")], Assert.IsType<ChatMessage.Assistant>(request.Messages[3]).ToolCalls);
        Assert.Equal("call_1", Assert.IsType<ChatMessage.Tool>(request.Messages[4]).CallId);
    }

    [Fact]
    public void Tools_and_template_variables_outlive_the_body_as_they_were_sent()
    {
        var request = Door.ChatOf(SoundBodies.Chat);
        Assert.IsType<ToolChoice.Auto>(request.ToolChoice);
        var tool = Assert.Single(request.Tools);
        Assert.Equal("add", tool.Name);
        Assert.Equal("number", tool.Json.GetProperty("function").GetProperty("parameters").GetProperty("properties").GetProperty("b").GetProperty("type").GetString());
        Assert.Equal(["enable_thinking", "reasoning_effort"], request.TemplateVariables.Keys.Order());
        Assert.False(request.TemplateVariables["enable_thinking"].GetBoolean());
    }

    [Fact]
    public void A_prompt_has_four_forms()
    {
        Assert.Equal([new Prompt.Text("a"), new Prompt.Text("")], Door.CompletionOf("""{"model":"m","prompt":["a",""]}""").Prompts);
        Assert.Equal([7, 0], Assert.IsType<Prompt.Tokens>(Assert.Single(Door.CompletionOf("""{"model":"m","prompt":[7,0]}""").Prompts)).Ids);
        var lists = Door.CompletionOf(SoundBodies.Completion).Prompts;
        Assert.Equal([[1, 2, 3], [4, 5]], lists.Select(prompt => Assert.IsType<Prompt.Tokens>(prompt).Ids));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("3.0", 3)]
    [InlineData("3e0", 3)]
    [InlineData("300e-2", 3)]
    [InlineData("-0", 0)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("1e18", 1_000_000_000_000_000_000)]
    public void An_integer_may_be_written_in_any_way_that_means_it(string written, long seed) =>
        Assert.Equal(seed, Door.ChatOf(Door.ChatBody($"\"seed\":{written}")).Options.Sampling.Seed);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1e-400", 0)]
    [InlineData("0.000001", 0)]
    [InlineData("0.001", 0.001f)]
    [InlineData("2", 2)]
    public void A_temperature_too_cold_to_divide_by_is_greedy(string written, float temperature) =>
        Assert.Equal(temperature, Door.ChatOf(Door.ChatBody($"\"temperature\":{written}")).Options.Sampling.Temperature);

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    public void Top_k_has_two_ways_to_say_all(string written) => Assert.Null(Door.ChatOf(Door.ChatBody($"\"top_k\":{written}")).Options.Sampling.TopK);

    [Theory]
    [InlineData("\"logprobs\":true", 0)]
    [InlineData("\"logprobs\":true,\"top_logprobs\":20", 20)]
    [InlineData("\"logprobs\":false", null)]
    public void Log_probabilities_are_asked_for_by_a_flag_and_a_number(string fields, int? top) => Assert.Equal(top, Door.ChatOf(Door.ChatBody(fields)).Options.TopLogprobs);

    [Fact]
    public void Unknown_fields_are_passed_over_at_every_level() =>
        Door.ChatOf("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Hi","zoom":1}],"mood":"good"}],"zoom":{"a":[1]},"stream":true,"stream_options":{"zoom":1}}""");

    [Fact]
    public void Keys_may_be_written_with_escapes() => Assert.Equal(3, Door.ChatOf(Door.ChatBody("\"\\u006e\":3")).Options.Choices);

    private static void AssertDefaults(GenerationOptions options)
    {
        Assert.Equal(("m", 1, false, false), (options.Model, options.Choices, options.Stream, options.IncludeUsage));
        Assert.Equal((null, null, null, true, null), (options.User, options.CacheSalt, options.Priority, options.SkipSpecialTokens, options.Timeout));
        Assert.Null(options.TopLogprobs);
        Assert.Equal((1f, 1f, null, 0f, null), (options.Sampling.Temperature, options.Sampling.TopP, options.Sampling.TopK, options.Sampling.MinP, options.Sampling.Seed));
        Assert.Equal((0f, 0f, 1f), (options.Sampling.PresencePenalty, options.Sampling.FrequencyPenalty, options.Sampling.RepetitionPenalty));
        Assert.Empty(options.Sampling.LogitBias);
        Assert.Empty(options.Stopping.Tokens);
        Assert.Equal((0, 0, false, false), (options.Stopping.Strings.Count, options.Stopping.MinTokens, options.Stopping.IgnoreEnd, options.Stopping.IncludeStopString));
    }
}
