using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Gateway.Templates;
using Xunit;

namespace Orchestrator.Unit.Templates;

/// <summary>The chat templates of 35 models, over 22 conversations each, against what Python's Jinja2 printed.</summary>
public sealed class ModelTemplateTests
{
    public static TheoryData<string> Models { get; } = [.. Goldens.Models.EnumerateObject().Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_models_template_renders_all_conversations_as_in_Jinja(string model)
    {
        var template = ChatTemplate.Parse(File.ReadAllText(SharedData.Path($"tokenizers/chat-templates/{model}.jinja")));
        Assert.All(Goldens.Models.GetProperty(model).EnumerateObject(), golden =>
        {
            var input = Input(Goldens.Conversations.GetProperty(golden.Name));
            if (golden.Value.TryGetProperty("refused", out var message))
                Assert.Equal(message.GetString(), Assert.Throws<TemplateRefusedException>(() => template.Render(input, FrozenClock.Instance)).Message);
            else if (golden.Value.TryGetProperty("fails", out var error))
                Fails(error.GetString()!, () => template.Render(input, FrozenClock.Instance));
            else Same(golden.Value, template.Render(input, FrozenClock.Instance));
        });
    }

    private static ChatTemplateInput Input(JsonElement conversation) => new()
    {
        Messages = conversation.GetProperty("messages"),
        Tools = conversation.TryGetProperty("tools", out var tools) ? tools : null,
        AddGenerationPrompt = conversation.GetProperty("add_generation_prompt").GetBoolean(),
        BosToken = "<BOS>",
        EosToken = "<EOS>",
        Variables = conversation.TryGetProperty("enable_thinking", out var thinking) ? new Dictionary<string, JsonElement> { ["enable_thinking"] = thinking } : [],
        AdaptToTemplate = false,
    };

    private static void Fails(string pythonError, Func<string> render)
    {
        // One template recurses for ever over a JSON schema whose type is a list; Python stops it too.
        if (pythonError == "RecursionError") Assert.Throws<TemplateLimitException>(render);
        else Assert.Throws<TemplateException>(render);
    }

    private static void Same(JsonElement golden, string text)
    {
        if (golden.TryGetProperty("text", out var expected))
        {
            Assert.Equal(expected.GetString(), text);
            return;
        }
        Assert.Equal(golden.GetProperty("length").GetInt32(), text.Length);
        Assert.Equal(golden.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }
}
