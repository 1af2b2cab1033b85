using System.Text.Json.Nodes;
using Orchestrator.Gateway.Templates;
using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Unit.Templates;
using Xunit;
using Conversation = Orchestrator.Tools.TrainDemoModel.Corpus.Conversation;

namespace Orchestrator.Unit.DemoCorpus;

/// <summary>What the model was trained on is what the template in its file writes.</summary>
public sealed class ChatMarkupTests
{
    [Fact]
    public void The_template_writes_prompts_as_they_were_trained()
    {
        var template = ChatTemplate.Parse(ChatMarkup.Template);
        var seed = (ulong)RandomSeed.Next();
        for (var number = 0; number < 200; number++)
        {
            var skill = SkillCatalogue.All[number % SkillCatalogue.All.Count];
            var (prompt, _) = ConversationSource.HeldOut(skill, seed, (ulong)number);
            var training = ConversationSource.Training(seed, (ulong)number);
            Assert.Equal(ChatMarkup.Prompt(prompt), Render(template, prompt));
            Assert.Equal(ChatMarkup.Prompt(training), Render(template, training));
        }
    }

    [Fact]
    public void A_call_in_the_protocols_own_form_is_written_as_it_was_trained()
    {
        const string Call = """[{"id": "1", "type": "function", "function": {"name": "get_time", "arguments": "{\"city\": \"Rome\", \"id\": 7}"}}]""";
        var text = Chat.RenderMessages(ChatMarkup.Template, $$"""[{"role": "user", "content": "Get the time."}, {"role": "assistant", "content": null, "tool_calls": {{Call}}}]""");
        Assert.Contains("assistant\n<tool_call>\n{\"name\": \"get_time\", \"arguments\": {\"city\": \"Rome\", \"id\": 7}}\n</tool_call><|im_end|>\n", text);
    }

    private static string Render(ChatTemplate template, Conversation chat)
    {
        var messages = new JsonArray([.. chat.Turns.Select(turn => new JsonObject { ["role"] = turn.Role.ToString().ToLowerInvariant(), ["content"] = turn.Text })]);
        if (chat.Instruction is { } instruction) messages.Insert(0, new JsonObject { ["role"] = "system", ["content"] = instruction });
        return template.Render(new ChatTemplateInput
        {
            Messages = Chat.Json(messages.ToJsonString()),
            Tools = chat.Tools.Count > 0 ? Chat.Json($"[{string.Join(',', chat.Tools)}]") : null,
        }, FrozenClock.Instance);
    }
}
