using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

public sealed class DefaultChatTemplateTests
{
    [Fact]
    public void Each_message_is_a_line_and_the_assistant_is_next() => Assert.Equal(
        "system: Be kind.\nuser: Hi\nassistant: Hello\nuser: Why?\nassistant:",
        Render("""[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"Why?"}]"""));

    [Fact]
    public void Text_parts_are_put_together() =>
        Assert.Equal("user: ab\nassistant:", Render("""[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"""));

    [Fact]
    public void Missing_content_is_empty() => Assert.Equal("user: \nassistant:", Render("""[{"role":"user","content":null}]"""));

    [Fact]
    public void Images_and_tool_calls_are_refused()
    {
        Assert.Contains("image_url", Assert.Throws<TemplateRefusedException>(() => Render("""[{"role":"user","content":[{"type":"image_url"}]}]""")).Message, StringComparison.Ordinal);
        Assert.Contains("tool calls", Assert.Throws<TemplateRefusedException>(() => Render("""[{"role":"assistant","content":"","tool_calls":[{}]}]""")).Message, StringComparison.Ordinal);
    }

    private static string Render(string messages) => Chat.RenderMessages(DefaultChatTemplate.Source, messages);
}
