using System.Text.Json;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.PrefixCache;

/// <summary>A prompt that comes again is not computed again, and the client is told so.</summary>
public sealed class CachedPromptTests
{
    private const int Prompt = 300;

    // Full blocks of 16 tokens, and never the last token.
    private const int Shared = 288;

    [Theory, InlineData("--mixed", "1"), InlineData("--disaggregate", "always")]
    public async Task A_prompt_sent_again_computes_only_its_end_and_one_with_another_salt_all(string option, string value)
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, option, value);
        var question = Question.OfTokens(Prompt, 8, 1);
        var salted = question with { CacheSalt = "another tenant" };
        var first = await AskAsync(system, question);
        Assert.Equal(0, first.Cached);
        Assert.Equal((first.Text, Shared), await AskAsync(system, question));
        Assert.Equal((first.Text, 0), await AskAsync(system, salted));
        Assert.Equal((first.Text, Shared), await AskAsync(system, salted));
        var workers = await system.Admin.UntilIdleAsync();
        Assert.Equal((4 * Prompt - 2 * Shared, 2 * Shared), (workers.Sum(w => w.PromptTokensPrefilled), workers.Sum(w => w.PromptTokensCached)));
        Assert.Contains(workers, w => w.KvBlocksCached > 0);
    }

    [Fact]
    public async Task A_worker_forgets_its_prompts_on_order()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--mixed", "2");
        var question = Question.OfTokens(Prompt, 8, 4);
        var first = await AskAsync(system, question);
        var holder = (await system.Admin.UntilIdleAsync()).Single(w => w.KvBlocksCached > 0);
        Assert.Equal((first.Text, Shared), await AskAsync(system, question));
        await system.Admin.ResetPrefixCacheAsync(holder.Id);
        await system.Admin.UntilAsync("the cache is empty", workers => workers.Single(w => w.Id == holder.Id) is { PrefixCacheResets: 1, KvBlocksCached: 0 });
        Assert.Equal((first.Text, 0), await AskAsync(system, question));
        Assert.Equal((first.Text, Shared), await AskAsync(system, question));
    }

    [Fact]
    public async Task Choices_of_one_prompt_compute_it_once()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--mixed", "1");
        using var response = await system.Client.PostAsync("/v1/completions", (Question.OfTokens(Prompt, 8, 2).Sampled(5) with { Choices = 4 }).ToJson(stream: false).ToJsonString());
        // Before the first choice nothing was there.
        Assert.Equal(0, CachedOf(await ReadAsync(response)));
        var worker = Assert.Single(await system.Admin.UntilIdleAsync());
        Assert.Equal((Prompt + 3 * (Prompt - Shared), 3 * Shared), (worker.PromptTokensPrefilled, worker.PromptTokensCached));
    }

    [Fact]
    public async Task Switched_off_every_prompt_is_computed()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--mixed", "1", "--prefix-cache", "off");
        for (var i = 0; i < 2; i++) Assert.Equal(0, (await AskAsync(system, Question.OfTokens(Prompt, 8, 3))).Cached);
        var worker = Assert.Single(await system.Admin.UntilIdleAsync());
        Assert.Equal((2 * Prompt, 0, 0), (worker.PromptTokensPrefilled, worker.PromptTokensCached, worker.KvBlocksCached));
    }

    private static async Task<(string Text, int Cached)> AskAsync(ServingSystem system, Question question)
    {
        using var response = await system.Client.PostAsync(question.Path, question.ToJson(stream: false).ToJsonString());
        var answer = await ReadAsync(response);
        return (answer.GetProperty("choices")[0].GetProperty("text").GetString()!, CachedOf(answer));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None)).RootElement;
    }

    private static int CachedOf(JsonElement answer) => answer.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();
}
