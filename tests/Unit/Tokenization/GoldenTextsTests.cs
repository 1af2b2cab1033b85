using System.Text;
using System.Text.Json;
using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>Prompts and answers that llama.cpp tokenized and wrote with real models.</summary>
public sealed class GoldenTextsTests
{
    [Theory]
    [InlineData("stories260K", "models/stories260K/stories260K-f16.gguf")]
    [InlineData("tinystories", "models/tinystories-656K/tinystories-656K-f16.gguf")]
    [InlineData("tinystories", "models/tinystories-656K")]
    public void Prompts_become_the_golden_tokens_and_golden_tokens_the_answers(string models, string path)
    {
        var tokenizer = Tokenizer.Load(SharedData.Path(path));
        var goldens = File.ReadLines(SharedData.Path("goldens/greedy.jsonl")).Select(line => JsonElement.Parse(line))
            .Where(golden => golden.GetProperty("model").GetString()!.StartsWith(models, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(goldens);
        foreach (var golden in goldens)
        {
            Assert.Equal(Ids(golden, "prompt_tokens"), tokenizer.Encode(golden.GetProperty("prompt").GetString()!, addSpecial: true, parseSpecial: false));
            var answer = new StringBuilder();
            var detokenizer = tokenizer.CreateDetokenizer();
            foreach (var id in Ids(golden, "tokens")) answer.Append(detokenizer.Append(id));
            Assert.Equal(golden.GetProperty("text").GetString(), answer.Append(detokenizer.Flush()).ToString());
        }
    }

    private static List<int> Ids(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
