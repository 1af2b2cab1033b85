using Orchestrator.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class HuggingFaceConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_opens_under_its_own_name_with_halves_and_GGUF_names()
    {
        using var model = Open(new TinyFolder());
        Assert.Equal(("llama", Path.GetFileName(_folder.Path), RopePairing.Halves), (model.Config.Architecture, model.Config.Name, model.Config.Rope.Pairing));
        Assert.Equal((1, 32, 2, 1, 16, 48), (model.Config.Layers, model.Config.Hidden, model.Config.Heads, model.Config.KvHeads, model.Config.HeadDim, model.Config.FeedForward));
        Assert.Equal((8, 64, 1e-5f), (model.Config.Vocab, model.Config.ContextLength, model.Config.RmsEpsilon));
        Assert.NotSame(model.Embedding, model.Output);
        Assert.True(model.TryGetTensor("blk.0.ffn_down.weight", out var down));
        Assert.Equal(("blk.0.ffn_down.weight", 32, 48), (down.Name, down.Rows, down.Columns));
    }

    [Fact]
    public void Shards_make_the_same_model()
    {
        using var other = new TemporaryFolder();
        using var whole = ModelFile.Open(new TinyFolder().Write(other));
        using var model = ModelFile.Open(new TinyFolder().WriteShards(_folder));
        Assert.Equal(whole.Config with { Name = model.Config.Name, Rope = model.Config.Rope }, model.Config);
        Assert.Equal((8, 32), (model.Output.Rows, model.Output.Columns));
        Assert.Equal(GgufBytes.Number(0), BitConverter.ToSingle(model.Output.Row(0)));   // the first of the second shard
    }

    [Theory]
    [InlineData("model.embed_tokens.weight")]
    [InlineData("lm_head.weight")]
    public void Tied_embeddings_may_be_stored_under_either_name(string absent)
    {
        using var model = Open(new TinyFolder().With("tie_word_embeddings", "true").Without(absent));
        Assert.Same(model.Embedding, model.Output);
        Assert.Equal("token_embd.weight", model.Embedding.Name);
    }

    [Fact]
    public void Tied_embeddings_stored_twice_are_one()
    {
        using var model = Open(new TinyFolder().With("tie_word_embeddings", "true"));
        Assert.Same(model.Embedding, model.Output);
    }

    [Theory]
    [InlineData("MistralForCausalLM", "mistral")]
    [InlineData("Qwen2ForCausalLM", "qwen2")]
    [InlineData("Qwen3ForCausalLM", "qwen3")]
    public void Every_architecture_opens(string name, string architecture)
    {
        var folder = new TinyFolder().With("architectures", $"[\"{name}\"]").With("model_type", $"\"{architecture}\"");
        if (architecture == "qwen2")
        {
            foreach (var (part, rows) in new[] { ("q", 32), ("k", 16), ("v", 16) }) folder.WithTensor($"model.layers.0.self_attn.{part}_proj.bias", "F32", rows);
        }
        if (architecture == "qwen3")
        {
            foreach (var part in "qk") folder.WithTensor($"model.layers.0.self_attn.{part}_norm.weight", "F32", 16);
        }
        using var model = Open(folder);
        Assert.Equal(architecture, model.Config.Architecture);
        Assert.Equal(architecture == "qwen2", model.TryGetTensor("blk.0.attn_v.bias", out _));
        Assert.Equal(architecture == "qwen3", model.TryGetTensor("blk.0.attn_q_norm.weight", out _));
    }

    [Fact]
    public void Absent_sizes_follow_from_the_others()
    {
        using var model = Open(new TinyFolder().Without("head_dim").Without("rope_theta").Without("architectures").With("num_key_value_heads", "2")
            .WithTensor("model.layers.0.self_attn.k_proj.weight", "F32", 32, 32).WithTensor("model.layers.0.self_attn.v_proj.weight", "F32", 32, 32));
        Assert.Equal(("llama", 16, 2), (model.Config.Architecture, model.Config.HeadDim, model.Config.KvHeads));
        Assert.Equal(0.1f, model.Config.Rope.InverseFrequencies[2], 1e-7f);
    }

    [Theory]
    [InlineData("F16", TensorType.F16)]
    [InlineData("BF16", TensorType.BF16)]
    public void Half_precision_weights_are_read_in_place(string name, TensorType type)
    {
        using var model = Open(new TinyFolder().WithTensor("lm_head.weight", name, 8, 32));
        Assert.Equal((type, 64L), (model.Output.Type, model.Output.RowBytes));
    }

    [Theory]
    [InlineData("llama", null, 64)]
    [InlineData("mistral", null, 24)]
    [InlineData("mistral", false, 64)]
    [InlineData("llama", true, 24)]
    public void A_sliding_window_in_use_shortens_the_context(string architecture, bool? use, int context)
    {
        var folder = new TinyFolder().Without("architectures").With("model_type", $"\"{architecture}\"").With("sliding_window", "24");
        if (use is not null) folder.With("use_sliding_window", use.Value ? "true" : "false");
        using var model = Open(folder);
        Assert.Equal(context, model.Config.ContextLength);
    }

    [Theory]
    [InlineData("rope_scaling", """{"type": "linear", "factor": 4}""")]
    [InlineData("rope_scaling", """{"rope_type": "linear", "type": "yarn", "factor": 4.0}""")]
    [InlineData("rope_parameters", """{"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}""")]
    public void Linear_scaling_divides_every_frequency(string key, string scaling)
    {
        var plain = Frequencies(new TinyFolder());
        Assert.Equal(plain.Select(f => f / 4), Frequencies(new TinyFolder().With(key, scaling)));
    }

    [Fact]
    public void The_newer_form_holds_the_base_as_well()
    {
        var older = Frequencies(new TinyFolder().With("rope_theta", "500000"));
        Assert.Equal(older, Frequencies(new TinyFolder().Without("rope_theta").With("rope_parameters", """{"rope_type": "default", "rope_theta": 500000}""")));
        Assert.Equal(500000, Math.Pow(older[1], -8), 1.0);
    }

    [Fact]
    public void Llama3_scaling_keeps_short_waves_stretches_long_ones_and_blends_between()
    {
        var plain = Frequencies(new TinyFolder().With("rope_theta", "500000"));
        var scaled = Frequencies(new TinyFolder().With("rope_theta", "500000")
            .With("rope_scaling", """{"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}"""));
        // Wavelengths 6, 32, 167, 862 keep; 4,443 is between 2,048 and 8,192; 22,911 and more are stretched.
        Assert.Equal(plain[..4], scaled[..4]);
        Assert.Equal(plain[5..].Select(f => f / 8), scaled[5..]);
        var kept = (8192 / (2 * Math.PI / plain[4]) - 1) / 3;
        Assert.Equal(plain[4] * ((1 - kept) / 8 + kept), scaled[4], 1e-9);
    }

    [Fact]
    public void Frequencies_that_repeat_the_configuration_are_passed_over()
    {
        using var model = Open(new TinyFolder().WithTensor("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", 8));
        Assert.Equal(8, model.Config.Vocab);
    }

    private float[] Frequencies(TinyFolder folder)
    {
        using var model = Open(folder);
        return model.Config.Rope.InverseFrequencies;
    }

    private ModelFile Open(TinyFolder folder) => ModelFile.Open(folder.Write(_folder));
}
