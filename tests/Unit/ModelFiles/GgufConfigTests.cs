using System.Runtime.CompilerServices;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Gguf;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class GgufConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", RopePairing.Interleaved)]
    [InlineData("mistral", RopePairing.Interleaved)]
    [InlineData("qwen2", RopePairing.Halves)]
    [InlineData("qwen3", RopePairing.Halves)]
    public void Every_architecture_opens_with_its_pairing(string architecture, RopePairing pairing)
    {
        using var model = Open(TinyGguf.Model(architecture));
        Assert.Equal((architecture, "tiny", pairing), (model.Config.Architecture, model.Config.Name, model.Config.Rope.Pairing));
        Assert.Equal((1, 32, 2, 1, 16, 48), (model.Config.Layers, model.Config.Hidden, model.Config.Heads, model.Config.KvHeads, model.Config.HeadDim, model.Config.FeedForward));
        Assert.Equal((8, 64, 1e-5f), (model.Config.Vocab, model.Config.ContextLength, model.Config.RmsEpsilon));
        Assert.Equal(architecture == "qwen2", model.TryGetTensor("blk.0.attn_q.bias", out _));
        Assert.Equal(architecture == "qwen3", model.TryGetTensor("blk.0.attn_k_norm.weight", out _));
    }

    [Fact]
    public void Version_2_reads_like_version_3()
    {
        using var model = Open(TinyGguf.Model(version: 2));
        Assert.Equal(8, model.Config.Vocab);
        Assert.Equal(2, GgufHeader.Read(Path.Combine(_folder.Path, "model.gguf")).Version);
    }

    [Fact]
    public void Tensors_are_the_bytes_of_the_file_at_their_place()
    {
        using var model = Open(TinyGguf.Model());
        Assert.True(model.TryGetTensor("output_norm.weight", out var norm));
        Assert.Equal((TensorType.F32, 1, 32, 128L), (norm.Type, norm.Rows, norm.Columns, norm.RowBytes));
        for (var i = 0; i < 32; i++) Assert.Equal(GgufBytes.Number(8 * 32 + i), Unsafe.ReadUnaligned<float>(ref Unsafe.AsRef(in norm.Row(0)[4 * i])));
        Assert.Same(model.Embedding, model.Output);
        Assert.False(model.TryGetTensor("blk.1.attn_q.weight", out _));
    }

    [Fact]
    public void A_file_may_choose_a_larger_alignment()
    {
        var aligned = new GgufBytes { Alignment = 256 };
        aligned.Metadata.AddRange(TinyGguf.Model().With("general.alignment", 256u).Metadata);
        aligned.Tensors.AddRange(TinyGguf.Model().Tensors);
        using var model = Open(aligned);
        Assert.True(model.TryGetTensor("output_norm.weight", out var norm));
        Assert.Equal(GgufBytes.Number(8 * 32), BitConverter.ToSingle(norm.Row(0)));
    }

    [Fact]
    public void Heads_need_not_divide_the_hidden_size()
    {
        using var model = Open(TinyGguf.Model("qwen3", headDim: 24));
        Assert.Equal((24, 24), (model.Config.HeadDim, model.Config.Rope.Dimensions));
    }

    [Fact]
    public void Integers_of_any_width_and_agreeing_lists_per_layer_are_sizes()
    {
        using var model = Open(TinyGguf.Model()
            .With("llama.embedding_length", 32ul).With("llama.block_count", (byte)1).With("llama.context_length", (ushort)64)
            .With("llama.feed_forward_length", new[] { 48, 48 }).With("llama.attention.head_count_kv", new[] { 1u }));
        Assert.Equal((32, 1, 64, 48, 1), (model.Config.Hidden, model.Config.Layers, model.Config.ContextLength, model.Config.FeedForward, model.Config.KvHeads));
    }

    [Fact]
    public void Frequencies_fall_by_one_ratio_and_keep_the_rotated_part_only()
    {
        using var model = Open(TinyGguf.Model().With("llama.rope.freq_base", 500000f).With("llama.rope.dimension_count", 8u));
        Assert.Equal([1f, 0.037606031f, 0.0014142135f, 0.000053182957f], model.Config.Rope.InverseFrequencies, (a, b) => Math.Abs(a - b) <= 2e-7f * a);
        Assert.Equal(8, model.Config.Rope.Dimensions);
    }

    [Theory]
    [InlineData("llama.rope.scaling.factor")]
    [InlineData("llama.rope.scale_linear")]
    public void Linear_scaling_divides_every_frequency(string key)
    {
        using var plain = Open(TinyGguf.Model());
        var unscaled = plain.Config.Rope.InverseFrequencies;
        using var model = Open(TinyGguf.Model().With(key, 4f));
        Assert.Equal(unscaled.Select(f => f / 4), model.Config.Rope.InverseFrequencies);
        using var none = Open(TinyGguf.Model().With(key, 4f).With("llama.rope.scaling.type", "none"));
        Assert.Equal(unscaled, none.Config.Rope.InverseFrequencies);
    }

    [Fact]
    public void The_files_own_factors_divide_the_frequencies()
    {
        using var plain = Open(TinyGguf.Model());
        var unscaled = plain.Config.Rope.InverseFrequencies;
        // The tensor is the last in the file, so its numbers are the last 32 bytes.
        var file = TinyGguf.Model().WithTensor("rope_freqs.weight", 8).ToArray();
        var factors = Enumerable.Range(0, 8).Select(i => 1f + i).ToArray();
        Buffer.BlockCopy(factors, 0, file, file.Length - 32, 32);
        using var model = ModelFile.Open(_folder.File("factors.gguf", file));
        Assert.Equal(unscaled.Zip(factors, (frequency, factor) => frequency / factor), model.Config.Rope.InverseFrequencies);
    }

    [Fact]
    public void A_sliding_window_shortens_the_context()
    {
        using var model = Open(TinyGguf.Model().With("llama.attention.sliding_window", 24u));
        Assert.Equal(24, model.Config.ContextLength);
    }

    [Fact]
    public void A_nameless_model_is_called_after_its_file()
    {
        using var model = Open(TinyGguf.Model().Without("general.name"));
        Assert.Equal("model", model.Config.Name);
    }

    [Fact]
    public void Padded_embeddings_are_fine()
    {
        using var model = Open(TinyGguf.Model().With("tokenizer.ggml.tokens", new[] { "a", "b" }));
        Assert.Equal(8, model.Config.Vocab);
    }

    [Fact]
    public void A_disposed_model_gives_no_tensor()
    {
        var model = Open(TinyGguf.Model());
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Embedding);
    }

    private ModelFile Open(GgufBytes file) => ModelFile.Open(_folder.File("model.gguf", file.ToArray()));
}
