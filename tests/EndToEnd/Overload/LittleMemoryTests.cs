using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Goldens;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Overload;

/// <summary>KV memory for little more than one longest sequence: sequences give their blocks back and are computed again, transfers find no room, and no text changes.</summary>
public sealed class LittleMemoryTests
{
    [Theory, InlineData("--mixed", "1"), InlineData("--disaggregate", "always")]
    public async Task When_blocks_run_out_every_answer_is_still_the_golden(string option, string value)
    {
        var model = GoldenModels.File("end-to-end");
        var blockBytes = 2 * model.Recipe.Layers * 16 * model.Recipe.KvHeads * model.Recipe.HeadDim * sizeof(float);
        var blocks = model.Recipe.Context / 16 + 6;
        await using var system = await ServingSystem.StartAsync("--model", model.Path, option, value, "--kv-memory", $"{blocks * blockBytes}");
        Assert.All(await system.Admin.WorkersAsync(), worker => Assert.Equal(blocks, worker.KvBlocksTotal));

        // 24 sequences that need 7 to 31 blocks each.
        var asked = Enumerable.Range(0, 24).Select(i => model[(i % 4) switch { 0 => "long-prompt", 1 => "long-answer", 2 => "chat-turns", _ => "long-prompt-again" }]).ToList();
        var answers = await Task.WhenAll(asked.Select(golden => system.Client.StreamAsync(Question.For(golden))));
        Assert.All(asked.Zip(answers), pair => Expected.ToBe(pair.First, pair.Second));
        await system.Admin.UntilIdleAsync();
    }
}
