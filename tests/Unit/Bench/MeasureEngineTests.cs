using System.Text.Json.Nodes;
using Orchestrator.Bench;
using Orchestrator.Bench.Engine;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>bench engine on a tiny model: not how fast it is, but that what it prints hangs together.</summary>
public sealed class MeasureEngineTests
{
    private static readonly string[] s_promised =
    [
        "prefill_tokens_per_second", "decode_tokens_per_second", "threads", "device", "read_gigabytes_per_second", "peak_memory_bytes", "peak_anonymous_bytes",
        "model_bytes", "kv_bytes", "logits_digest", "mixed_step_penalty", "memory_bandwidth_gigabytes_per_second", "share_of_bandwidth",
    ];

    [Fact]
    public async Task Every_figure_is_there_and_a_positive_one()
    {
        var result = await MeasureAsync("--threads 2 --prompt 60 --tokens 20 --repeat 3 --token-budget 32");
        foreach (var name in s_promised) Assert.True(result.ContainsKey(name), name);
        foreach (var name in new[] { "prefill_tokens_per_second", "decode_tokens_per_second", "read_gigabytes_per_second", "peak_memory_bytes", "mixed_step_penalty" })
            Assert.True((double)result[name]! > 0, $"{name} is {result[name]}");
        Assert.Equal(3, result["prefill_samples"]!.AsArray().Count);
        Assert.Equal(3, result["decode_samples"]!.AsArray().Count);
        Assert.Equal(new FileInfo(GoldenModels.File(CommandLines.Model).Path).Length, (long)result["model_bytes"]!);
    }

    [Fact]
    public async Task What_is_read_follows_from_the_steps()
    {
        var result = await MeasureAsync("--threads 1 --prompt 0 --tokens 20 --batch 4 --repeat 2");
        Assert.Null(result["prefill_tokens_per_second"]);
        // Each step makes 4 tokens.
        var steps = (double)result["decode_tokens_per_second"]! / 4;
        Assert.Equal(steps * (double)result["step_bytes"]! / 1e9, (double)result["read_gigabytes_per_second"]!, 1e-6);
    }

    [Theory]
    [InlineData("--batch 70 --tokens 5 --token-budget 70")]
    [InlineData("--batch 8 --tokens 1 --kv-type bf16")]
    [InlineData("--batch 1 --tokens 500")]
    public async Task Decode_alone_takes_any_batch(string line)
    {
        var result = await MeasureAsync($"--threads 1 --prompt 0 --repeat 1 --speeds-only true {line}");
        Assert.True((double)result["decode_tokens_per_second"]! > 0);
        Assert.Null(result["logits_digest"]);
        Assert.Null(result["mixed_step_penalty"]);
    }

    [Theory]
    [InlineData("--batch 1 --depth 50")]
    [InlineData("--batch 3 --depth 40 --token-budget 16")]
    [InlineData("--batch 8 --depth 10 --token-budget 8")]
    public async Task Sequences_whose_prompts_end_at_different_steps_are_timed_once_all_of_them_decode(string line)
    {
        // Steps of some milliseconds: those of a tiny model are over before a busy machine's reader wakes.
        var path = Path.Combine(Directory.CreateTempSubdirectory("orchestrator-bench-").FullName, "model.gguf");
        try
        {
            RandomModelFile.Write(path, RandomModelShapes.Named["llama-15m"] with { Vocab = 4096, Type = TensorType.Q8_0 }, seed: 1);
            var result = await MeasureAsync(CommandLines.Read($"--model {path} --threads 1 --prompt 0 --tokens 20 --repeat 1 --speeds-only true {line}") with { WarmUp = TimeSpan.Zero });
            Assert.True((double)result["decode_tokens_per_second"]! > 0);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public async Task A_sequence_longer_than_the_model_allows_is_refused()
    {
        var wrong = await Assert.ThrowsAsync<WrongUseException>(() => MeasureAsync("--prompt 600"));
        Assert.Equal("the longest sequence to measure has 601 tokens; the model allows 512", wrong.Message);
    }

    private static Task<JsonObject> MeasureAsync(string line) => MeasureAsync(CommandLines.ForModel(line));

    private static async Task<JsonObject> MeasureAsync(EngineBenchOptions options)
    {
        // Away from the tests' own scheduler, which is slow to go on: as in the program.
        var figures = await Task.Run(() => MeasureEngine.MeasureAsync(options));
        return JsonNode.Parse(figures.ToJson(options).ToJsonString())!.AsObject();
    }
}
