using System.Text;
using Orchestrator.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class HuggingFaceRefusalsTests : IDisposable
{
    private static readonly Dictionary<string, (Func<TinyFolder> Folder, string Complaint)> s_unusable = new()
    {
        ["another architecture"] = (() => new TinyFolder().With("architectures", """["GemmaForCausalLM"]"""), "architecture 'GemmaForCausalLM' is not supported; LlamaForCausalLM, "),
        ["another head"] = (() => new TinyFolder().With("architectures", """["LlamaForSequenceClassification"]"""), "'LlamaForSequenceClassification' is not supported"),
        ["no architecture"] = (() => new TinyFolder().Without("architectures").Without("model_type"), "neither architectures nor model_type"),
        ["no size"] = (() => new TinyFolder().Without("hidden_size"), "hidden_size is missing"),
        ["a size of another kind"] = (() => new TinyFolder().With("hidden_size", "\"large\""), "'hidden_size' should be an integer"),
        ["a fractional size"] = (() => new TinyFolder().With("hidden_size", "32.5"), "'hidden_size' should be an integer"),
        ["a size of zero"] = (() => new TinyFolder().With("num_attention_heads", "0"), "num_attention_heads is 0"),
        ["an absurd size"] = (() => new TinyFolder().With("head_dim", "3000000000"), "head_dim is 3000000000"),
        ["an absurd head"] = (() => new TinyFolder().With("head_dim", "1000000000"), "1,000,000,000 rope dimensions do not fit"),
        ["another activation"] = (() => new TinyFolder().With("hidden_act", "\"gelu\""), "the activation 'gelu' is not supported; silu is"),
        ["a quantiser's weights"] = (() => new TinyFolder().With("quantization_config", """{"quant_method": "gptq"}"""), "use a GGUF file"),
        ["yarn"] = (() => new TinyFolder().With("rope_scaling", """{"type": "yarn", "factor": 4.0}"""), "config.json: rope_scaling: the type 'yarn' is not supported"),
        ["dynamic scaling"] = (() => new TinyFolder().With("rope_scaling", """{"rope_type": "dynamic", "factor": 4.0}"""), "the type 'dynamic' is not supported"),
        ["longrope"] = (() => new TinyFolder().With("rope_parameters", """{"rope_type": "longrope", "rope_theta": 1e4}"""), "rope_parameters: the type 'longrope' is not supported"),
        ["linear scaling without a factor"] = (() => new TinyFolder().With("rope_scaling", """{"type": "linear"}"""), "rope_scaling: factor is missing"),
        ["a factor of zero"] = (() => new TinyFolder().With("rope_scaling", """{"type": "linear", "factor": 0}"""), "a rope scaling factor of 0"),
        ["a factor beyond numbers"] = (() => new TinyFolder().With("rope_scaling", """{"type": "linear", "factor": 1e99}"""), "a rope scaling factor of Infinity"),
        ["half a Llama 3 scaling"] = (() => new TinyFolder().With("rope_scaling", """{"rope_type": "llama3", "factor": 8.0}"""), "rope_scaling: low_freq_factor is missing"),
        ["a rotation per kind of layer"] = (() => new TinyFolder().With("rope_parameters", """{"full_attention": {"rope_theta": 1e6}}"""), "rotations that differ between layers"),
        ["partly turned heads"] = (() => new TinyFolder().With("partial_rotary_factor", "0.5"), "a partial_rotary_factor of 0.5"),
        ["a vocabulary larger than the embedding"] = (() => new TinyFolder().With("vocab_size", "9"), "the vocabulary has 9 tokens but tensor model.embed_tokens.weight only 8 rows"),
        ["a missing tensor"] = (() => new TinyFolder().Without("model.layers.0.mlp.up_proj.weight"), "tensor model.layers.0.mlp.up_proj.weight is missing"),
        ["an embedding that nobody tied to the head"] = (() => new TinyFolder().Without("model.embed_tokens.weight"), "tensor model.embed_tokens.weight is missing"),
        ["a misshapen tensor"] = (() => new TinyFolder().WithTensor("model.norm.weight", "F32", 31), "tensor model.norm.weight should have 1 x 32 numbers (rows x columns) but has 1 x 31"),
        ["a tensor of another model"] = (() => new TinyFolder().WithTensor("model.layers.0.self_attn.o_proj.bias", "F32", 32), "tensor 'model.layers.0.self_attn.o_proj.bias' has no place"),
        ["a tensor of a later layer"] = (() => new TinyFolder().WithTensor("model.layers.1.mlp.up_proj.weight", "F32", 48, 32), "tensor 'model.layers.1.mlp.up_proj.weight' has no place in a llama model of 1 layers"),
        ["a layer spelt in two ways"] = (() => new TinyFolder().WithTensor("model.layers.00.mlp.up_proj.weight", "F32", 48, 32), "tensor 'model.layers.0.mlp.up_proj.weight' is there twice"),
        ["a type of integers"] = (() => new TinyFolder().WithTensor("model.norm.weight", "I32", 32), "tensor 'model.norm.weight' is stored as 'I32'; F32, F16 and BF16 can be read"),
        ["an 8-bit type"] = (() => new TinyFolder().WithTensor("model.norm.weight", "F8_E4M3", 32), "tensor 'model.norm.weight' is stored as 'F8_E4M3'"),
        ["too many dimensions"] = (() => new TinyFolder().WithTensor("model.norm.weight", "F32", 32, 1, 1), "tensor 'model.norm.weight' has the shape [32, 1, 1]"),
        ["an empty dimension"] = (() => new TinyFolder().WithTensor("model.norm.weight", "F32", 32, 0), "tensor 'model.norm.weight' has the shape [32, 0]"),
    };

    // In place of the whole safetensors file; its numbers are 64 bytes.
    private static readonly Dictionary<string, (Func<byte[]> File, string Complaint)> s_damaged = new()
    {
        ["nothing"] = (() => [], "the file is empty"),
        ["too little for a length"] = (() => [1, 2, 3], "it has only 3 bytes"),
        ["a header longer than the file"] = (() => Header("{}", 1000), "the safetensors header would be 1000 bytes long"),
        ["a header of half the address space"] = (() => Header("{}", 1UL << 63), "the safetensors header would be 9223372036854775808 bytes long"),
        ["a header cut short"] = (() => Header("""{"a": {"dtype": "F32" """), "the safetensors header is not valid, at byte"),
        ["a list"] = (() => Header("[]"), "the safetensors header is not valid, at byte"),
        ["two objects"] = (() => Header("{}{}"), "the safetensors header is not valid, at byte"),
        ["a deep nest"] = (() => Header("""{"__metadata__": """ + new string('[', 10000)), "the safetensors header is not valid, at byte"),
        ["a name that is not UTF-8"] = (() => Header("""{"ÿÿ": {}}"""), "the safetensors header is not valid, at byte"),
        ["half a surrogate pair"] = (() => Header("""{"\ud800": {}}"""), "the safetensors header is not valid, at byte"),
        ["no range"] = (() => Tensor("""{"dtype": "F32", "shape": [32]}"""), "tensor 'model.norm.weight' lacks a dtype, a shape or a range of bytes"),
        ["a range that runs backwards"] = (() => Tensor("""{"dtype": "F32", "shape": [32], "data_offsets": [64, 0]}"""), "lacks a dtype, a shape or a range of bytes"),
        ["a range of one end"] = (() => Tensor("""{"dtype": "F32", "shape": [32], "data_offsets": [64]}"""), "lacks a dtype, a shape or a range of bytes"),
        ["a negative range"] = (() => Tensor("""{"dtype": "F32", "shape": [32], "data_offsets": [-64, 64]}"""), "the safetensors header is not valid, at byte"),
        ["a range outside the file"] = (() => Tensor("""{"dtype": "F32", "shape": [32], "data_offsets": [0, 128]}"""), "tensor 'model.norm.weight' needs 128 bytes at byte"),
        ["a range at the end of the address space"] = (() => Tensor("""{"dtype": "F32", "shape": [32], "data_offsets": [9223372036854775679, 9223372036854775807]}"""), "needs 128 bytes at byte 9223372036854775"),
        ["a range of another length"] = (() => Tensor("""{"dtype": "F32", "shape": [8], "data_offsets": [0, 64]}"""), "tensor 'model.norm.weight' is 64 bytes long but its shape takes 32"),
        ["a shape whose product overflows"] = (() => Tensor("""{"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 64]}"""), "tensor 'model.norm.weight' of 4294967296 x 4294967296 is too large to use"),
        ["a negative shape"] = (() => Tensor("""{"dtype": "F32", "shape": [-8], "data_offsets": [0, 64]}"""), "the safetensors header is not valid"),
        ["a tensor there twice"] = (() => Header("""{"model.norm.weight": {"dtype": "F32", "shape": [8], "data_offsets": [0, 32]}, "model.norm.weight": {"dtype": "F32", "shape": [8], "data_offsets": [32, 64]}}"""), "tensor 'model.norm.weight' is there twice, at byte"),
        ["a name that would break the line"] = (() => Header("""{"a\nb": {"dtype": "F32", "shape": [8], "data_offsets": [0, 32]}}"""), "tensor 'a?b' has no place"),
    };

    private static readonly Dictionary<string, (string Json, string Complaint)> s_badIndexes = new()
    {
        ["no map"] = ("{}", "weight_map is missing"),
        ["a list"] = ("[]", "not a JSON object"),
        ["not JSON"] = ("{", "not a JSON object"),
        ["a number for a shard"] = ("""{"weight_map": {"lm_head.weight": 7}}""", "'lm_head.weight' should be a string"),
        ["a missing shard"] = ("""{"weight_map": {"lm_head.weight": "model-3.safetensors"}}""", "the shard 'model-3.safetensors' is missing"),
        ["a path upwards"] = ("""{"weight_map": {"lm_head.weight": "../model.safetensors"}}""", "'../model.safetensors' is not the name of a file in this folder"),
        ["the parent"] = ("""{"weight_map": {"lm_head.weight": ".."}}""", "'..' is not the name of a file in this folder"),
        ["an absolute path"] = ("""{"weight_map": {"lm_head.weight": "/etc/passwd"}}""", "'/etc/passwd' is not the name of a file in this folder"),
        ["an empty name"] = ("""{"weight_map": {"lm_head.weight": ""}}""", "'' is not the name of a file in this folder"),
        ["a promise no shard keeps"] = ("""{"weight_map": {"lm_head.weight": "model-00001-of-00002.safetensors"}}""", "tensor 'lm_head.weight' should be in model-00001-of-00002.safetensors but is not there"),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Unusable => [.. s_unusable.Keys];

    public static TheoryData<string> Damaged => [.. s_damaged.Keys];

    public static TheoryData<string> BadIndexes => [.. s_badIndexes.Keys];

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_cannot_be_served_is_one_clear_error(string what)
    {
        var (folder, complaint) = s_unusable[what];
        folder().Write(_folder);
        AssertRefused(complaint);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_safetensors_file_is_one_clear_error(string what)
    {
        var (file, complaint) = s_damaged[what];
        new TinyFolder().Write(_folder);
        _folder.File("model.safetensors", file());
        AssertRefused(complaint);
    }

    [Theory]
    [MemberData(nameof(BadIndexes))]
    public void A_damaged_index_is_one_clear_error(string what)
    {
        var (json, complaint) = s_badIndexes[what];
        new TinyFolder().WriteShards(_folder);
        _folder.File("model.safetensors.index.json", Encoding.UTF8.GetBytes(json));
        AssertRefused(complaint);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{", "not a JSON object, at byte")]
    [InlineData("null", "not a JSON object, at byte")]
    [InlineData("{} {}", "not a JSON object, at byte")]
    [InlineData("""{"model_type": "\ud800"}""", "a string is not valid text")]
    public void A_damaged_configuration_is_one_clear_error(string json, string complaint)
    {
        new TinyFolder().Write(_folder);
        _folder.File("config.json", Encoding.UTF8.GetBytes(json));
        AssertRefused(complaint);
    }

    [Fact]
    public void A_folder_without_a_model_is_one_clear_error()
    {
        AssertRefused("this folder has no config.json");
        _folder.File("config.json", "{}"u8);
        AssertRefused("neither model.safetensors nor model.safetensors.index.json");
    }

    [Fact]
    public void Two_tensors_over_the_same_bytes_are_an_error()
    {
        new TinyFolder().Write(_folder);
        var path = Path.Combine(_folder.Path, "model.safetensors");
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        // The output's range becomes the embedding's; padded to the same length.
        var (first, second) = ("\"data_offsets\":[0,1024]", "\"data_offsets\":[1024,2048]");
        Assert.Contains(second, text);
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text.Replace(second, first.PadRight(second.Length))));
        AssertRefused("tensors 'model.embed_tokens.weight' and 'lm_head.weight' overlap");
    }

    private void AssertRefused(string complaint)
    {
        var message = Assert.Throws<ModelFileException>(() => ModelFile.Open(_folder.Path)).Message;
        Assert.StartsWith(_folder.Path, message);
        Assert.Contains(complaint, message);
        Assert.DoesNotContain('\n', message);
        Assert.True(message.Length < 400 + _folder.Path.Length, message);
    }

    private static byte[] Header(string json, ulong? length = null) => TinyFolder.Safetensors(json, new byte[64], length);

    private static byte[] Tensor(string entry) => Header($$"""{"model.norm.weight": {{entry}}}""");
}
