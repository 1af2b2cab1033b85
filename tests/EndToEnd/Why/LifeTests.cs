using System.Text.Json;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Why;

/// <summary>GET /admin/requests/{id}: where a request went, why, and how long each stage took.</summary>
public sealed class LifeTests
{
    private const int Prompt = 300;

    // Full blocks of 16 tokens, and never the last token.
    private const int Shared = 288;

    [Fact]
    public async Task A_prompt_that_comes_again_shows_what_was_believed_to_be_cached_and_what_was()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--prefill", "1", "--decode", "1", "--disaggregate", "always");
        var question = Question.OfTokens(Prompt, 8, 1);
        AssertLife(await system.Admin.LifeAsync((await system.Client.AskAsync(question)).Id), cached: 0);
        AssertLife(await system.Admin.LifeAsync((await system.Client.AskAsync(question)).Id), cached: Shared);
    }

    [Fact]
    public async Task Every_choice_of_a_request_has_its_own_outcome()
    {
        await using var system = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--mixed", "1");
        var answer = await system.Client.StreamAsync(Question.OfTokens(40, 5, 2).Sampled(3) with { Choices = 3 });
        var life = await system.Admin.LifeAsync(answer.Id, choices: 3);
        var outcomes = life.GetProperty("outcomes").EnumerateArray().OrderBy(o => o.GetProperty("choice").GetInt32()).ToList();
        Assert.Equal([0, 1, 2], outcomes.Select(o => o.GetProperty("choice").GetInt32()));
        Assert.All(outcomes, o => Assert.Equal((5, 1, "length"), (o.GetProperty("output_tokens").GetInt32(), o.GetProperty("attempts").GetInt32(), o.GetProperty("finish").GetString())));
        Assert.Equal(3, life.GetProperty("attempts").GetArrayLength());
    }

    private static void AssertLife(JsonElement life, int cached)
    {
        Assert.Equal(Prompt, life.GetProperty("prompt_tokens").GetInt32());
        var attempt = Assert.Single(life.GetProperty("attempts").EnumerateArray());
        var (prefill, decode) = (attempt.GetProperty("prefill").GetString(), attempt.GetProperty("decode").GetString());
        Assert.NotEqual(prefill, decode);
        Assert.Equal(cached, attempt.GetProperty("cached_tokens_predicted").GetInt32());
        var candidates = attempt.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal(cached, candidates.First(c => c.GetProperty("side").GetString() == "prefill" && c.GetProperty("worker").GetString() == prefill).GetProperty("cached_tokens").GetInt32());
        Assert.Contains(candidates, c => c.GetProperty("side").GetString() == "decode" && c.GetProperty("worker").GetString() == decode);
        Ascend(life.GetProperty("arrived").GetDateTimeOffset(), attempt.GetProperty("asked").GetDateTimeOffset(), attempt.GetProperty("placed").GetDateTimeOffset(), life.GetProperty("deadline").GetDateTimeOffset());

        var outcome = Assert.Single(life.GetProperty("outcomes").EnumerateArray());
        Assert.Equal((prefill, decode, 1), (outcome.GetProperty("prefill_worker").GetString(), outcome.GetProperty("worker").GetString(), outcome.GetProperty("attempts").GetInt32()));
        Assert.Equal((8, cached, cached, "length"),
            (outcome.GetProperty("output_tokens").GetInt32(), outcome.GetProperty("cached_tokens").GetInt32(), outcome.GetProperty("cached_tokens_predicted").GetInt32(), outcome.GetProperty("finish").GetString()));
        Assert.False(outcome.GetProperty("other_numerics").GetBoolean());
        Assert.Equal(JsonValueKind.Null, outcome.GetProperty("failure").ValueKind);
        Ascend([0, .. new[] { "planned_ms", "accepted_ms", "first_token_ms", "duration_ms" }.Select(name => outcome.GetProperty(name).GetDouble())]);
        Assert.Equal(outcome.GetProperty("first_token_ms").GetDouble(), outcome.GetProperty("time_to_first_token_ms").GetDouble());
    }

    private static void Ascend<T>(params T[] values) => Assert.Equal(values.Order(), values);
}
