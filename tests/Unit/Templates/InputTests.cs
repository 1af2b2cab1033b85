using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

/// <summary>What a template sees of a request.</summary>
public sealed class InputTests
{
    private const string ChatMl =
        "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private const string Calls = """[{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"f","arguments":"{\"a\": 1.0}"}}]}]""";

    [Fact]
    public void ChatML_renders_as_its_description_says() => Assert.Equal(
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
        Chat.RenderMessages(ChatMl, """[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"}]"""));

    [Fact]
    public void Tools_and_documents_are_none_and_tokens_undefined_when_they_are_not_given() => Assert.Equal(
        "None None True False",
        Chat.RenderMessages("{{ tools }} {{ documents }} {{ tools is defined }} {{ bos_token is defined }}", "[]"));

    [Fact]
    public void Variables_reach_the_template_and_may_replace_tokens()
    {
        var input = new ChatTemplateInput
        {
            Messages = Chat.Json("[]"),
            AddGenerationPrompt = false,
            BosToken = "<s>",
            EosToken = "</s>",
            Variables = Chat.Variables(Chat.Json("""{"enable_thinking": false, "eos_token": "<end>"}""")),
        };
        Assert.Equal("<s> <end> False False", ChatTemplate.Parse("{{ bos_token }} {{ eos_token }} {{ enable_thinking }} {{ add_generation_prompt }}").Render(input, FrozenClock.Instance));
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("tools")]
    [InlineData("add_generation_prompt")]
    public void Variables_cannot_replace_the_conversation(string name) =>
        Assert.Contains(name, Assert.Throws<TemplateRefusedException>(() => Chat.Render("x", $"{{\"{name}\": []}}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Messages_that_are_no_array_are_refused() =>
        Assert.Throws<TemplateRefusedException>(() => Chat.RenderMessages("x", """{"role": "user"}"""));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Throws<TemplateRefusedException>(() => Chat.RenderMessages(ChatMl, """[{"role":"user","content":"\ud83d"}]"""));

    [Fact]
    public void A_number_of_a_thousand_digits_is_refused() =>
        Assert.Throws<TemplateRefusedException>(() => Chat.RenderMessages("x", $"[{new string('9', 1000)}]"));

    [Fact]
    public void Arguments_that_are_JSON_text_become_an_object() => Assert.Equal(
        "{\"a\": 1.0}",
        Chat.RenderMessages("{{ messages[0].tool_calls[0].function.arguments|tojson }}", Calls));

    [Fact]
    public void Arguments_stay_text_where_the_template_adds_them_to_a_string() => Assert.Equal(
        "f{\"a\": 1.0}",
        Chat.RenderMessages("{% set f = messages[0].tool_calls[0].function %}{{ f.name + f.arguments }}", Calls));

    [Fact]
    public void Arguments_that_are_broken_JSON_stay_text() => Assert.Equal(
        "{nope",
        Chat.RenderMessages("{{ messages[0].tool_calls[0].function.arguments }}", """[{"role":"assistant","tool_calls":[{"function":{"arguments":"{nope"}}]}]"""));

    [Fact]
    public void Text_parts_are_joined_for_a_template_that_reads_strings_only()
    {
        const string messages = """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]""";
        Assert.False(ChatTemplate.Parse(ChatMl).ReadsContentParts);
        Assert.StartsWith("<|im_start|>user\na\nb<|im_end|>", Chat.RenderMessages(ChatMl, messages), StringComparison.Ordinal);
        Assert.StartsWith("<|im_start|>user\n[{'type': 'text', 'text': 'a'}, ", Chat.RenderMessages(ChatMl, messages, adapt: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_parts_stay_parts_for_a_template_that_reads_them()
    {
        const string template = "{% for m in messages %}{% for part in m.content %}<{{ part.text }}>{% endfor %}{% endfor %}";
        Assert.True(ChatTemplate.Parse(template).ReadsContentParts);
        Assert.Equal("<a><b>", Chat.RenderMessages(template, """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"""));
    }

    [Fact]
    public void One_rendering_does_not_change_what_the_next_sees()
    {
        var template = ChatTemplate.Parse("{{ messages.pop().content }}{{ messages|length }}");
        var input = new ChatTemplateInput { Messages = Chat.Json("""[{"role":"user","content":"x"}]""") };
        Assert.Equal("x0", template.Render(input, FrozenClock.Instance));
        Assert.Equal("x0", template.Render(input, FrozenClock.Instance));
    }

    [Fact]
    public void The_clock_is_read_in_its_own_time_zone() =>
        Assert.Equal("2025-03-08 03:05", ChatTemplate.Parse("{{ strftime_now('%Y-%m-%d %H:%M') }}").Render(new ChatTemplateInput { Messages = Chat.Json("[]") }, new EasternClock()));

    private sealed class EasternClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(13), null, null);

        public override DateTimeOffset GetUtcNow() => FrozenClock.Instance.GetUtcNow();
    }
}
