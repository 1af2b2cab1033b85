using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Transfers;

/// <summary>A split request's keys and values really travel, once, and the decode worker computes no part of the prompt.</summary>
public sealed class KvBytesTests
{
    [Theory, InlineData("f32", 4), InlineData("f16", 2), InlineData("bf16", 2)]
    public async Task The_prompts_keys_and_values_travel_exactly_once(string type, int elementBytes)
    {
        var model = GoldenModels.File("end-to-end");
        var golden = model["long-prompt"];
        await using var system = await ServingSystem.StartAsync("--model", model.Path, "--disaggregate", "always", "--kv-type", type);

        var answer = await system.Client.StreamAsync(Question.For(golden));

        // The goldens hold for keys and values of f32 and f16; bf16 rounds more coarsely.
        if (type != "bf16") Assert.Equal(golden.Text, answer.Text);
        Assert.Equal(golden.Tokens.Length, answer.CompletionTokens);
        var expected = 2L * model.Recipe.Layers * model.Recipe.KvHeads * model.Recipe.HeadDim * golden.PromptTokens.Length * elementBytes;
        await system.Admin.UntilAsync("all tokens are counted", workers => workers.Sum(w => w.TokensDecoded) == golden.Tokens.Length && workers.All(w => w.IsIdle));
        var prefill = await system.Admin.OnlyAsync("prefill");
        var decode = await system.Admin.OnlyAsync("decode");
        Assert.Equal((golden.PromptTokens.Length, 0), (prefill.PromptTokensPrefilled, decode.PromptTokensPrefilled));
        Assert.Equal((expected, 0), (prefill.KvBytesSent, prefill.KvBytesReceived));
        Assert.Equal((0, expected), (decode.KvBytesSent, decode.KvBytesReceived));
    }
}
