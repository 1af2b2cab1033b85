using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Sampling;

/// <summary>Randomness is a function of seed, choice and position: nothing else that goes on may reach it.</summary>
[Collection<WideCollection>]
public sealed class SeedTests(WideSystem system)
{
    private static readonly Question s_story = new Question { Prompt = "Once upon a time", MaxTokens = 48, IgnoreEos = true }.Sampled(seed: 42);

    [Fact]
    public async Task The_same_seed_gives_the_same_text_alone_and_among_64_others()
    {
        var client = system.Running.Client;
        var alone = await client.AskAsync(s_story);
        var others = Enumerable.Range(0, 64).Select(i => client.AskAsync(Question.OfTokens(20 + i, 24, i).Sampled(i))).ToList();
        var among = await client.AskAsync(s_story);
        Assert.All(await Task.WhenAll(others), other => Assert.Equal(24, other.CompletionTokens));
        Assert.Equal(alone.Text, among.Text);
    }

    [Fact]
    public async Task Another_seed_gives_another_text()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => system.Running.Client.AskAsync(s_story.Sampled(seed))));
        Assert.Equal(8, answers.Select(a => a.Text).Distinct().Count());
    }

    [Fact]
    public async Task Requests_without_a_seed_differ()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => system.Running.Client.AskAsync(s_story with { Seed = null })));
        Assert.Equal(8, answers.Select(a => a.Text).Distinct().Count());
    }

    [Fact]
    public async Task Two_choices_differ_and_come_again_with_the_seed()
    {
        var twice = s_story with { Choices = 2 };
        var first = await system.Running.Client.AskAsync(twice);
        var again = await system.Running.Client.StreamAsync(twice);
        Assert.Equal(2, first.Choices.Count);
        Assert.NotEqual(first.Choices[0].Text, first.Choices[1].Text);
        Assert.Equal(first.Choices, again.Choices);
        Assert.Equal(96, first.CompletionTokens);
        Assert.Equal(first.PromptTokens, again.PromptTokens);
    }

    [Fact]
    public async Task The_first_choice_does_not_depend_on_how_many_are_asked_for()
    {
        var one = await system.Running.Client.AskAsync(s_story);
        var three = await system.Running.Client.AskAsync(s_story with { Choices = 3 });
        Assert.Equal(one.Choices[0], three.Choices[0]);
    }
}
