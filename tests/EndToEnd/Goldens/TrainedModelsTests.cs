using System.Text.Json;
using Orchestrator.EndToEnd.Asking;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>Small trained models, all served by one system: llama.cpp's tokens, and one model's file and folder say the same.</summary>
public sealed class TrainedModelsTests(TrainedModels models) : IClassFixture<TrainedModels>
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Theory, InlineData("stories260K-f32"), InlineData("stories260K-f16"), InlineData("tinystories-656K-f32"), InlineData("tinystories-656K-f16")]
    public async Task A_trained_model_says_what_llama_cpp_says(string name)
    {
        var client = (await models.StartedAsync()).Client;
        var lines = File.ReadLines(SharedData.Path("goldens/greedy.jsonl")).Select(line => JsonSerializer.Deserialize<Line>(line, s_json)!).Where(line => line.Model == name + ".gguf").ToList();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            // These goldens go on past the end of a text.
            var question = new Question { Model = name, Prompt = line.Prompt, MaxTokens = line.Tokens.Length, IgnoreEos = true };
            foreach (var answer in new[] { await client.AskAsync(question), await client.StreamAsync(question) })
            {
                Assert.Equal(line.Text, answer.Text);
                Assert.Equal((line.PromptTokens.Length, line.Tokens.Length), (answer.PromptTokens, answer.CompletionTokens));
                Assert.Equal("length", answer.Choices[0].FinishReason);
            }
        }
    }

    [Theory, InlineData("Once upon a time"), InlineData("The cat and the dog were")]
    public async Task A_folder_says_what_the_file_of_the_same_model_says(string prompt)
    {
        var client = (await models.StartedAsync()).Client;
        var question = new Question { Prompt = prompt, MaxTokens = 64 };
        foreach (var asked in new[] { question, question.Sampled(7) })
        {
            var folder = await client.AskAsync(asked with { Model = TrainedModels.Folder });
            var file = await client.AskAsync(asked with { Model = "tinystories-656K-f32" });
            Assert.Equal(file.Choices, folder.Choices);
            Assert.Equal((file.PromptTokens, file.CompletionTokens), (folder.PromptTokens, folder.CompletionTokens));
        }
    }

    private sealed record Line(string Model, string Prompt, int[] PromptTokens, int[] Tokens, string? Text);
}
