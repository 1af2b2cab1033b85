using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.PrefixCache;

/// <summary>Among several workers a prompt goes to the one that has its beginning.</summary>
public sealed class ConversationTests
{
    private const int BlockTokens = 16;

    [Theory, InlineData("--mixed", "2"), InlineData("--decode", "2")]
    public async Task A_prompt_of_3000_tokens_sent_again_computes_only_its_last_block_and_all_of_it_with_another_salt(string option, string value)
    {
        await using var system = await ServingSystem.StartAsync("--model", LongModel.Path, option, value);
        var question = Question.OfTokens(3000, 8, 1) with { Model = LongModel.Name };
        var salted = question with { CacheSalt = "another tenant" };
        var first = await AskAsync(system, question);
        Assert.Equal(0, first.Cached);
        Assert.Equal((first.Text, 2992), await AskAsync(system, question));
        Assert.Equal((first.Text, 0), await AskAsync(system, salted));
        Assert.Equal((first.Text, 2992), await AskAsync(system, salted));
    }

    [Fact]
    public async Task Of_twenty_conversations_on_four_workers_most_of_what_could_be_reused_is()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--mixed", "4");
        var talks = await Task.WhenAll(Enumerable.Range(0, 20).Select(seed => TalkAsync(system, seed, turns: 10)));
        var (cached, possible) = (talks.Sum(t => t.Cached), talks.Sum(t => t.Possible));
        // So small a model computes a beginning anew sooner than it waits for the worker that has it: what moves is chance, about one part in ten.
        Assert.True(cached >= 0.8 * possible, $"{cached} of {possible} tokens came from a cache");
        // It is not that one worker did it all.
        Assert.All(await system.Admin.UntilIdleAsync(), worker => Assert.True(worker.PromptTokensPrefilled > 0, $"{worker.Id} computed nothing"));
    }

    [Fact]
    public async Task Conversations_go_on_through_the_death_of_a_worker_and_find_their_beginnings_again()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--mixed", "2");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => TalkAsync(system, seed, turns: 3)));
        var victim = (await system.Admin.UntilIdleAsync()).MaxBy(w => w.KvBlocksCached)!;
        system.Signal(victim, Signals.Kill);
        // Nobody fails, though half of what they said is forgotten.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => TalkAsync(system, seed, turns: 4)));
        await system.UntilBackAsync(victim);
        // Said again, all of it is known again, wherever it is.
        var again = await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => TalkAsync(system, seed, turns: 4)));
        Assert.True(again.Sum(t => t.Cached) >= again.Sum(t => t.Possible), $"{again.Sum(t => t.Cached)} of {again.Sum(t => t.Possible)}");
    }

    // Each turn's prompt is the one before and some more. Possible are the full blocks of the prompt before.
    private static async Task<(int Cached, int Possible)> TalkAsync(ServingSystem system, int seed, int turns)
    {
        var random = new Random(seed);
        var said = new List<int>();
        var (cached, possible) = (0, 0);
        for (var turn = 0; turn < turns; turn++)
        {
            possible += said.Count / BlockTokens * BlockTokens;
            said.AddRange(Enumerable.Range(0, random.Next(20, 60)).Select(_ => random.Next(300, 500)));
            var question = new Question { Prompt = new JsonArray([.. said.Select(token => JsonValue.Create(token))]), MaxTokens = 4, IgnoreEos = true };
            cached += (await AskAsync(system, question)).Cached;
        }
        return (cached, possible);
    }

    private static async Task<(string Text, int Cached)> AskAsync(ServingSystem system, Question question)
    {
        using var response = await system.Client.PostAsync(question.Path, question.ToJson(stream: false).ToJsonString());
        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        Assert.True(response.IsSuccessStatusCode, body);
        var answer = JsonNode.Parse(body)!;
        return ((string)answer["choices"]![0]!["text"]!, (int)answer["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
    }
}
