using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Doors;

/// <summary>What stands between the tokens and the text, against llama.cpp's tokens and logits.</summary>
[Collection<MixedCollection>]
public sealed class TokensTests(MixedSystem mixed)
{
    private readonly Golden _golden = GoldenModels.File("end-to-end")["short"];

    [Fact]
    public async Task The_text_ends_before_a_stop_string()
    {
        var stop = _golden.Text[20..23];
        var choice = (await AskAsync(new JsonObject { ["stop"] = new JsonArray(stop) })).GetProperty("choices")[0];
        Assert.Equal(_golden.Text[.._golden.Text.IndexOf(stop, StringComparison.Ordinal)], choice.GetProperty("text").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_prompt_of_token_ids_is_the_prompt_of_its_text()
    {
        var choice = (await AskAsync(new JsonObject { ["prompt"] = new JsonArray([.. _golden.PromptTokens.Select(t => JsonValue.Create(t))]) })).GetProperty("choices")[0];
        Assert.Equal(_golden.Text, choice.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Log_probabilities_lie_as_far_apart_as_llama_cpps_logits()
    {
        var logprobs = (await AskAsync(new JsonObject { ["logprobs"] = 5 })).GetProperty("choices")[0].GetProperty("logprobs");
        Assert.Equal(_golden.Text, string.Concat(logprobs.GetProperty("tokens").EnumerateArray().Select(t => t.GetString())));
        for (var step = 0; step < _golden.Steps.Length; step++)
        {
            var best = logprobs.GetProperty("top_logprobs")[step].EnumerateObject().Select(p => p.Value.GetDouble()).OrderDescending().ToArray();
            var expected = _golden.Steps[step];
            Assert.Equal(5, best.Length);
            for (var i = 1; i < 5; i++) Assert.Equal(expected[0][1] - expected[i][1], best[0] - best[i], 2e-3);
            Assert.InRange(best.Sum(Math.Exp), 0, 1 + 1e-6);
        }
    }

    private async Task<JsonElement> AskAsync(JsonObject more)
    {
        var question = Question.For(_golden);
        var body = question.ToJson(stream: false);
        foreach (var (name, value) in more) body[name] = value?.DeepClone();
        using var response = await mixed.Running.Client.PostAsync(question.Path, body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
