using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Gguf;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class GgufModelsTests
{
    public static TheoryData<string> Stories => ["f32", "f16", "q8_0", "q4_0", "q4_k_m"];

    public static TheoryData<string> RandomLlamas => ["f16", "q2_k", "q3_k_m", "q4_k_m", "q5_k_m", "q6_k", "q8_0"];

    [Theory]
    [MemberData(nameof(Stories))]
    public void Stories260K_opens_in_every_quantisation(string kind)
    {
        using var model = ModelFile.Open(SharedData.Unzipped($"models/stories260K/stories260K-{kind}.gguf"));
        var config = model.Config;
        Assert.Equal(("llama", "stories260K", 512, 512), (config.Architecture, config.Name, config.Vocab, config.ContextLength));
        Assert.Equal((5, 64, 8, 4, 8, 172), (config.Layers, config.Hidden, config.Heads, config.KvHeads, config.HeadDim, config.FeedForward));
        Assert.Equal(1e-5f, config.RmsEpsilon);
        Assert.Equal(RopePairing.Interleaved, config.Rope.Pairing);
        Assert.Equal([1f, 0.1f, 0.01f, 0.001f], config.Rope.InverseFrequencies, (a, b) => Math.Abs(a - b) <= 1e-7f * a);
        Assert.NotSame(model.Embedding, model.Output);
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void TinyStories_opens_in_every_quantisation_with_its_embedding_as_output(string kind)
    {
        using var model = ModelFile.Open(SharedData.Unzipped($"models/tinystories-656K/tinystories-656K-{kind}.gguf"));
        var config = model.Config;
        Assert.Equal((2, 128, 8, 4, 16, 384), (config.Layers, config.Hidden, config.Heads, config.KvHeads, config.HeadDim, config.FeedForward));
        Assert.Equal((2048, 512, 1e-6f), (config.Vocab, config.ContextLength, config.RmsEpsilon));
        Assert.Same(model.Embedding, model.Output);
    }

    [Theory]
    [MemberData(nameof(RandomLlamas))]
    public void The_random_llamas_open_with_real_super_blocks(string kind)
    {
        using var model = ModelFile.Open(SharedData.Unzipped($"models/random/random-llama-{kind}.gguf"));
        Assert.Equal((2, 256, 4, 2, 64, 512), (model.Config.Layers, model.Config.Hidden, model.Config.Heads, model.Config.KvHeads, model.Config.HeadDim, model.Config.FeedForward));
        Assert.True(model.TryGetTensor("blk.1.ffn_down.weight", out var down));
        Assert.Equal((256, 512), (down.Rows, down.Columns));
    }

    [Fact]
    public void The_random_qwen2_opens_with_its_biases()
    {
        using var model = ModelFile.Open(SharedData.Unzipped("models/random/random-qwen2-f16.gguf"));
        Assert.Equal(("qwen2", RopePairing.Halves, 64), (model.Config.Architecture, model.Config.Rope.Pairing, model.Config.Rope.Dimensions));
        Assert.True(model.TryGetTensor("blk.1.attn_k.bias", out var bias));
        Assert.Equal((TensorType.F32, 1, 128), (bias.Type, bias.Rows, bias.Columns));
        Assert.Same(model.Embedding, model.Output);
    }

    [Theory]
    [InlineData("gpt-2", "gpt2", 50257, 50000)]
    [InlineData("llama-bpe", "gpt2", 128256, 280147)]
    [InlineData("llama-spm", "llama", 32000, null)]
    [InlineData("qwen2", "gpt2", 151936, 151387)]
    public void A_file_of_a_vocabulary_only_has_a_header(string name, string model, int tokens, int? merges)
    {
        var header = GgufHeader.Read(SharedData.Unzipped($"tokenizers/ggml-vocab-{name}.gguf"));
        Assert.Equal(3, header.Version);
        Assert.Empty(header.Tensors);
        Assert.Equal(model, header.Metadata.String("tokenizer.ggml.model"));
        Assert.Equal(tokens, header.Metadata.Strings("tokenizer.ggml.tokens")!.Length);
        Assert.Equal(tokens, header.Metadata.Integers("tokenizer.ggml.token_type")!.Length);
        Assert.Equal(merges, header.Metadata.Strings("tokenizer.ggml.merges")?.Length);
        Assert.Null(header.Metadata.Integer("no.such.key"));
    }
}
