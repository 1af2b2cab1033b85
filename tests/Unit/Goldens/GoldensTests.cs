using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.Goldens;

public sealed class GoldensTests
{
    public static TheoryData<string> Names => [.. GoldenModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_golden_says_the_same_in_logits_tokens_and_text(string name)
    {
        var model = GoldenModels.File(name);
        var vocabulary = RandomVocabulary.Make(model.Recipe.Vocab, model.Seed);
        Assert.True(model.Goldens.Count >= 2);
        foreach (var golden in model.Goldens)
        {
            Assert.InRange(golden.PromptTokens.Length + golden.Tokens.Length, 2, model.Recipe.Context);
            Assert.All(golden.PromptTokens, token => Assert.InRange(token, 0, model.Recipe.Vocab - 1));
            Assert.Equal(RandomVocabulary.Begin, golden.PromptTokens[0]);
            Assert.Equal(8, golden.Steps.Length);
            for (var step = 0; step < 8; step++)
            {
                Assert.Equal(golden.Tokens[step], golden.Steps[step][0][0]);
                Assert.Equal(golden.Steps[step].OrderByDescending(entry => entry[1]), golden.Steps[step]);
            }
            Assert.True(golden.Lead >= 0.06, $"a best token leads by {golden.Lead} only");
            Assert.Equal(golden.Stopped, golden.Tokens[^1] is RandomVocabulary.End or RandomVocabulary.TurnEnd);
            Assert.Equal(golden.Text, string.Concat((golden.Stopped ? golden.Tokens[..^1] : golden.Tokens).Select(token => vocabulary.Pieces[token])).Replace('▁', ' '));
            if (!golden.Stopped) Assert.Equal(golden.MaxTokens, golden.Tokens.Length);
        }
    }

    [Fact]
    public void The_end_to_end_model_has_a_golden_for_every_kind_of_request()
    {
        var model = GoldenModels.File("end-to-end");
        Assert.True(model["stop"].Stopped);
        Assert.Equal(256, model["long-answer"].Tokens.Length);
        Assert.Equal(4, model["chat-turns"].Messages.Count);
        Assert.True(model["chat"].Special);
        Assert.Contains(model["unicode"].Prompt, character => character > 127);
        var (first, again) = (model["long-prompt"].PromptTokens, model["long-prompt-again"].PromptTokens);
        Assert.True(first.Length >= 300);
        Assert.Equal(first, again[..first.Length]);
    }
}
