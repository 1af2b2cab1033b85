using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Asking;
using Xunit;

namespace Orchestrator.EndToEnd.Demo;

/// <summary>What somebody meets who starts the one command and tries what it prints.</summary>
public sealed class FirstCommandTests(DemoSystem system) : IClassFixture<DemoSystem>
{
    public static TheoryData<string> Names => [.. GoldenModels.DemoChats.Select(golden => golden.Name!)];

    [Fact]
    public async Task The_printed_commands_are_answered_with_a_story()
    {
        var bodies = system.Running.Silo.Output.Where(line => line.TrimStart().StartsWith("curl ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line.Split('\'')[3])!).ToList();
        Assert.Equal([false, true], bodies.Select(body => body["stream"]?.GetValue<bool>() ?? false));
        var texts = new List<string>();
        foreach (var body in bodies)
        {
            Assert.Equal("demo-chat", (string?)body["model"]);
            var question = new Question
            {
                Model = "demo-chat",
                Messages = [new GoldenMessage("user", (string)body["messages"]![0]!["content"]!)],
                MaxTokens = (int)body["max_tokens"]!,
                Temperature = (double)body["temperature"]!,
            };
            var answer = body["stream"] is null ? await system.Running.Client.AskAsync(question) : await system.Running.Client.StreamAsync(question);
            Assert.Equal("stop", answer.Choices[0].FinishReason);
            texts.Add(answer.Text);
        }
        Assert.Equal(texts[0], texts[1]);
        Assert.InRange(texts[0].Split(' ').Length, 30, 200);
        Assert.Contains("fox", texts[0], StringComparison.OrdinalIgnoreCase);
        Assert.True(char.IsUpper(texts[0][0]) && texts[0][^1] is '.' or '!' or '"', texts[0]);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_chat_is_answered_as_llama_cpp_answers_it(string name)
    {
        var golden = GoldenModels.DemoChats.Single(golden => golden.Name == name);
        var answer = await system.Running.Client.StreamAsync(Question.For(golden) with { Model = "demo-chat" });
        Assert.Equal(golden.Text, answer.Text);
        Assert.Equal(golden.End, answer.Choices[0].FinishReason);
        Assert.Equal((golden.PromptTokens.Length, golden.Tokens.Length), (answer.PromptTokens, answer.CompletionTokens));
    }

    [Fact]
    public void Every_offered_tool_is_called_by_a_name_that_was_offered()
    {
        var offered = GoldenModels.DemoChats.Where(golden => golden.Name!.StartsWith("tools-", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(offered);
        foreach (var golden in offered)
        {
            using var call = JsonDocument.Parse(golden.Text.Replace("<tool_call>", "", StringComparison.Ordinal).Replace("</tool_call>", "", StringComparison.Ordinal));
            Assert.Contains(call.RootElement.GetProperty("name").GetString(), golden.Tools!.Select(tool => (string)tool!["function"]!["name"]!));
        }
    }

    [Fact]
    public async Task An_answer_in_json_parses()
    {
        var body = """{"model":"demo-chat","messages":[{"role":"user","content":"Give me a JSON object with name Nora and age 31."}],"temperature":0,"max_tokens":64}""";
        using var response = await system.Running.Client.PostAsync("/v1/chat/completions", body);
        var text = JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None))!["choices"]![0]!["message"]!["content"]!.GetValue<string>();
        Assert.Equal("Nora", (string?)JsonNode.Parse(text)!["name"]);
    }
}
