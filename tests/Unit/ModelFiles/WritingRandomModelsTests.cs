using System.Security.Cryptography;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class WritingRandomModelsTests
{
    public static TheoryData<string> Names => [.. GoldenModels.Names];

    // The goldens hold for these bytes only: if a hash changes, every golden must be made again.
    [Theory]
    [InlineData("end-to-end", "7a3f42cb9b269cc7")]
    [InlineData("llama-bf16", "fbee266bbab708fd")]
    [InlineData("llama-f16", "9a55e5ec111c7a01")]
    [InlineData("llama-f32", "77f38511799c16fc")]
    [InlineData("llama-gqa-tied", "116248f8b46a984b")]
    [InlineData("llama-q4_0", "ae4ea8b2d6d340c5")]
    [InlineData("llama-q8_0", "e46d784fe9da0e81")]
    [InlineData("llama-rope-linear", "c7a7e888742a9398")]
    [InlineData("llama-rope-llama3", "e93206a62e6e29c4")]
    [InlineData("mistral", "c5f5f41eab4ef7b3")]
    [InlineData("qwen2-tied", "2ead6c7cf7a74ed4")]
    [InlineData("qwen3", "e1b7f29ff5eec883")]
    public void A_seed_gives_the_same_bytes_everywhere(string name, string hash)
    {
        var bytes = File.ReadAllBytes(GoldenModels.File(name).Path);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        Assert.True(bytes.Length < 3_000_000, $"{name} has {bytes.Length:N0} bytes");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_written_opens_in_the_recipe_s_shape(string name)
    {
        var golden = GoldenModels.File(name);
        using var model = ModelFile.Open(golden.Path);
        var (recipe, config) = (golden.Recipe, model.Config);
        Assert.Equal(recipe.Architecture == "mistral" ? "llama" : recipe.Architecture, config.Architecture);
        Assert.Equal((recipe.Layers, recipe.Hidden, recipe.Heads, recipe.KvHeads, recipe.HeadDim, recipe.FeedForward), (config.Layers, config.Hidden, config.Heads, config.KvHeads, config.HeadDim, config.FeedForward));
        Assert.Equal((recipe.Vocab, recipe.Context), (config.Vocab, config.ContextLength));
        Assert.Equal(recipe.Type, model.Require("blk.0.ffn_down.weight").Type);
        Assert.Equal(recipe.Tied, ReferenceEquals(model.Embedding, model.Output));
    }

    [Fact]
    public void Linear_and_Llama_3_scaling_reach_the_frequencies()
    {
        using var linear = ModelFile.Open(GoldenModels.File("llama-rope-linear").Path);
        Assert.Equal(0.25f, linear.Config.Rope.InverseFrequencies[0]);

        // Base 500,000, 32 numbers a head, original context 64: waves up to 16 tokens stay, those from 64 on are stretched by 8.
        using var scaled = ModelFile.Open(GoldenModels.File("llama-rope-llama3").Path);
        var frequencies = scaled.Config.Rope.InverseFrequencies;
        Assert.Equal(1f, frequencies[0]);
        Assert.Equal(Math.Pow(500_000, -2.0 / 32), frequencies[1], 1e-6);
        Assert.InRange(frequencies[2], 1.01 * Math.Pow(500_000, -4.0 / 32) / 8, 0.99 * Math.Pow(500_000, -4.0 / 32));
        Assert.Equal(Math.Pow(500_000, -8.0 / 32) / 8, frequencies[4], 1e-6);
    }

    [Fact]
    public void Another_seed_gives_another_model_of_the_same_size()
    {
        var golden = GoldenModels.File("llama-f32");
        var other = Path.GetTempFileName();
        try
        {
            RandomModelFile.Write(other, golden.Recipe, golden.Seed + 1);
            var (one, two) = (File.ReadAllBytes(golden.Path), File.ReadAllBytes(other));
            Assert.InRange(two.Length, one.Length - 1000, one.Length + 1000);
            Assert.NotEqual(one, two);
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public void A_recipe_that_makes_no_model_is_refused_with_the_values()
    {
        var recipe = RandomModelShapes.Named["tiny"];
        Refused(recipe with { Architecture = "gpt2" }, "architecture 'gpt2' is not one of llama, mistral, qwen2, qwen3");
        Refused(recipe with { Heads = 5, KvHeads = 2 }, "heads (5) is not a multiple of kv-heads (2)");
        Refused(recipe with { Layers = 0 }, "layers is 0; it is at least 1");
        Refused(recipe with { Vocab = 100 }, "vocab is 100; it is at least 356");
        Refused(recipe with { Type = TensorType.Q6_K }, "type Q6_K is not one of F32, F16, BF16, Q8_0, Q4_0");
        Refused(recipe with { Type = TensorType.Q8_0, FeedForward = 100 }, "ffn is 100; Q8_0 needs a multiple of 32");
    }

    [Fact]
    public void A_folder_cannot_hold_quantised_weights()
    {
        var golden = GoldenModels.File("llama-q8_0");
        var folder = Path.Combine(Path.GetDirectoryName(golden.Path)!, "quantised");
        var error = Assert.Throws<ArgumentException>(() => RandomModelFolder.Write(folder, golden.Recipe, golden.Seed));
        Assert.Equal("a Hugging Face folder holds F32, F16 or BF16, not Q8_0", error.Message);
        Assert.False(Directory.Exists(folder));
    }

    private static void Refused(RandomModelRecipe recipe, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => RandomModelFile.Write("never written", recipe, 1)).Message);
}
