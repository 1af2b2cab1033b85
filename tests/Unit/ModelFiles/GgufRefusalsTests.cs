using System.Text;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Gguf;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class GgufRefusalsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly Dictionary<string, (Func<GgufBytes> File, string Complaint)> s_unusable = new()
    {
        ["another architecture"] = (() => new GgufBytes().With("general.architecture", "gpt2"), "architecture 'gpt2' is not supported; llama, mistral, qwen2, qwen3 are"),
        ["no architecture"] = (() => TinyGguf.Model().Without("general.architecture"), "metadata key general.architecture is missing"),
        ["no size"] = (() => TinyGguf.Model().Without("llama.block_count"), "metadata key llama.block_count is missing"),
        ["a negative size"] = (() => TinyGguf.Model().With("llama.block_count", -1), "llama.block_count is -1"),
        ["an absurd size"] = (() => TinyGguf.Model().With("llama.block_count", ulong.MaxValue), "'llama.block_count' should be an integer but is the integer 18446744073709551615"),
        ["a great many layers"] = (() => TinyGguf.Model().With("llama.block_count", 60000u), "tensor blk.1.attn_norm.weight is missing"),
        ["more layers than any model"] = (() => TinyGguf.Model().With("llama.block_count", 2_000_000_000u), "2,000,000,000 layers; the limit is 65,536"),
        ["sizes that differ between layers"] = (() => TinyGguf.Model().With("llama.feed_forward_length", new[] { 48, 64 }), "llama.feed_forward_length differs between layers"),
        ["heads that cannot share"] = (() => TinyGguf.Model().With("llama.attention.head_count_kv", 3u), "2 heads cannot share 3 KV heads evenly"),
        ["endless heads"] = (() => TinyGguf.Model().With("llama.attention.key_length", 2_000_000_000u).With("llama.attention.value_length", 2_000_000_000u), "2,000,000,000 rope dimensions do not fit"),
        ["odd rope dimensions"] = (() => TinyGguf.Model().With("llama.rope.dimension_count", 7u), "7 rope dimensions do not fit heads of 16"),
        ["yarn"] = (() => TinyGguf.Model().With("llama.rope.scaling.type", "yarn"), "rope scaling 'yarn' is not supported"),
        ["longrope"] = (() => TinyGguf.Model().With("llama.rope.scaling.type", "longrope"), "rope scaling 'longrope' is not supported"),
        ["an attention factor"] = (() => TinyGguf.Model().With("llama.rope.scaling.attn_factor", 1.5f), "rope attention factor of 1.5"),
        ["a rope base that is no number"] = (() => TinyGguf.Model().With("llama.rope.freq_base", float.NaN), "a rope base of NaN"),
        ["a scaling that is no number"] = (() => TinyGguf.Model().With("llama.rope.scaling.factor", float.PositiveInfinity), "a rope scaling factor of Infinity"),
        ["an epsilon that is no number"] = (() => TinyGguf.Model().With("llama.attention.layer_norm_rms_epsilon", float.NaN), "an RMS epsilon of NaN"),
        ["experts"] = (() => TinyGguf.Model().With("llama.expert_count", 8u), "a mixture of 8 experts"),
        ["a part of a model"] = (() => TinyGguf.Model().With("split.count", (ushort)3), "one of 3 parts of a split model"),
        ["an encoder"] = (() => TinyGguf.Model().With("llama.attention.causal", false), "attention is not causal"),
        ["values of another length"] = (() => TinyGguf.Model().With("llama.attention.value_length", 8u), "values of 8 numbers"),
        ["a vocabulary larger than the embedding"] = (() => TinyGguf.Model().With("tokenizer.ggml.tokens", Enumerable.Repeat("x", 9).ToArray()), "the vocabulary has 9 tokens but tensor token_embd.weight only 8 rows"),
        ["a missing tensor"] = (() => TinyGguf.Model().Without("blk.0.ffn_up.weight"), "tensor blk.0.ffn_up.weight is missing"),
        ["a missing embedding"] = (() => TinyGguf.Model().Without("token_embd.weight"), "tensor token_embd.weight is missing"),
        ["a missing bias"] = (() => TinyGguf.Model("qwen2").Without("blk.0.attn_k.bias"), "tensor blk.0.attn_k.bias is missing"),
        ["a misshapen tensor"] = (() => TinyGguf.Model().WithTensor("blk.0.ffn_up.weight", 32, 40), "tensor blk.0.ffn_up.weight should have 48 x 32 numbers (rows x columns) but has 40 x 32"),
        ["a transposed tensor"] = (() => TinyGguf.Model().WithTensor("blk.0.ffn_up.weight", 48, 32), "should have 48 x 32 numbers (rows x columns) but has 32 x 48"),
        ["a weight nobody would use"] = (() => TinyGguf.Model().WithTensor("blk.0.attn_q.scale", 1), "tensor 'blk.0.attn_q.scale' has no place in a llama model of 1 layers"),
        ["a bias nobody would add"] = (() => TinyGguf.Model().WithTensor("blk.0.attn_q.bias", 32), "tensor 'blk.0.attn_q.bias' has no place"),
        ["factors of another length"] = (() => TinyGguf.Model().WithTensor("rope_freqs.weight", 4), "tensor rope_freqs.weight should hold 8 numbers"),
        ["factors that are no factors"] = (() => TinyGguf.Model().WithTensor("rope_freqs.weight", 8), "a rope scaling factor of"),
        ["an unknown type"] = (() => WithTensor("blk.0.ffn_up.weight", 99, 0, 32, 48), "tensor 'blk.0.ffn_up.weight' is stored in ggml's type 99"),
        ["rows of half a block"] = (() => WithTensor("blk.0.ffn_up.weight", 12, 0, 32, 48), "rows of 32, not a multiple of Q4_K's 256"),
        ["an offset outside the file"] = (() => WithTensor("blk.0.ffn_up.weight", 0, 1 << 20, 32, 48), "needs 6144 bytes at byte"),
        ["an offset that wraps around"] = (() => WithTensor("blk.0.ffn_up.weight", 0, -32, 32, 48), "needs 6144 bytes at byte 18446744073709"),
        ["a crooked offset"] = (() => WithTensor("blk.0.ffn_up.weight", 0, 8, 32, 48), "is not aligned to 32 bytes"),
        ["an offset inside another tensor"] = (() => WithTensor("blk.0.ffn_up.weight", 0, 64, 32, 48), "tensors 'token_embd.weight' and 'blk.0.ffn_up.weight' overlap"),
        ["a shape whose product overflows"] = (() => WithTensor("blk.0.ffn_up.weight", 0, 0, 1L << 31, 1L << 31, 1L << 31, 1L << 31), "is too large to use"),
        ["a shape whose bytes overflow"] = (() => WithTensor("blk.0.ffn_up.weight", 0, 0, int.MaxValue, int.MaxValue), "rows of 8589934588 bytes"),
        ["a tensor larger than the file"] = (() => WithTensor("blk.0.ffn_up.weight", 0, 0, 1L << 20, 1L << 20), "needs 4398046511104 bytes"),
        ["an alignment of no power of two"] = (() => TinyGguf.Model().With("general.alignment", 24u), "general.alignment is 24"),
        ["an alignment of zero"] = (() => TinyGguf.Model().With("general.alignment", 0u), "general.alignment is 0"),
    };

    private static readonly Dictionary<string, (Func<GgufBytes> File, string Complaint)> s_damaged = new()
    {
        ["version 1"] = (() => TinyGguf.Model(version: 1), "GGUF version 1; only 2 and 3 can be read"),
        ["the other byte order"] = (() => TinyGguf.Model(version: 3u << 24), "a big-endian GGUF file"),
        ["more keys than bytes"] = (() => new GgufBytes { KeyCount = 1UL << 63 }, "are left of the file"),
        ["more tensors than bytes"] = (() => new GgufBytes { TensorCount = 1UL << 63 }, "are left of the file"),
        ["a key that is there twice"] = (() => Pairs(("a", 1u), ("a", 2u)), "metadata key 'a': there twice, at byte"),
        ["a key that is not UTF-8"] = (() => Pairs(("\u00ff\u00fe", 1u)), "a metadata key is not UTF-8"),
        ["a string that is not UTF-8"] = (() => Pairs(("a", "\u00c3")), "metadata key 'a': the value is not UTF-8"),
        ["arrays of arrays"] = (() => Pairs(("a", new[] { new[] { 1u }, new[] { 2u } })), "metadata key 'a': an array of arrays"),
        ["a tensor listed twice"] = (() => new GgufBytes { Tensors = { ("t", 0, [8], null), ("t", 0, [8], null) } }, "tensor 't': listed twice, at byte"),
        ["a tensor without dimensions"] = (() => new GgufBytes { Tensors = { ("t", 0, [], 0) } }, "tensor 't': 0 dimensions, not 1 to 4"),
        ["a tensor of five dimensions"] = (() => new GgufBytes { Tensors = { ("t", 0, [1, 1, 1, 1, 1], null) } }, "tensor 't': 5 dimensions"),
        ["an empty dimension"] = (() => new GgufBytes { Tensors = { ("t", 0, [8, 0], 0) } }, "tensor 't': a dimension of 0"),
        ["a negative dimension"] = (() => new GgufBytes { Tensors = { ("t", 0, [-1], 0) } }, "tensor 't': a dimension of 18446744073709551615"),
        ["a name that would break the line"] = (() => new GgufBytes { Tensors = { ("a\nb" + new string('x', 1000), 0, [0], 0) } }, "tensor 'a?bxxx"),
    };

    public static TheoryData<string> Unusable => [.. s_unusable.Keys];

    public static TheoryData<string> Damaged => [.. s_damaged.Keys];

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_cannot_be_served_is_one_clear_error(string what)
    {
        var (file, complaint) = s_unusable[what];
        var path = _folder.File("model.gguf", file().ToArray());
        AssertRefused(path, complaint, () => ModelFile.Open(path), what);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void What_cannot_be_read_is_one_clear_error_for_tokenizer_and_model_alike(string what)
    {
        var (file, complaint) = s_damaged[what];
        var path = _folder.File("model.gguf", file().ToArray());
        AssertRefused(path, complaint, () => GgufHeader.Read(path), what);
        AssertRefused(path, complaint, () => ModelFile.Open(path), what);
    }

    // "GGUF", version 3, no tensors, one key "a" of the type and with the bytes given.
    [Theory]
    [InlineData("08000000 ffffffffffffff7f", "metadata key 'a': the value needs 9223372036854775807 x 1 bytes but only 0 are left")]
    [InlineData("09000000 08000000 0000000000000080", "metadata key 'a': the array needs 9223372036854775808 x 8 bytes")]
    [InlineData("09000000 00000000 ffffffffffffffff", "metadata key 'a': the array needs 18446744073709551615 x 1 bytes")]
    [InlineData("09000000 0c000000 0000000000000020", "metadata key 'a': the array needs 2305843009213693952 x 8 bytes")]
    [InlineData("09000000 0d000000 0100000000000000", "metadata key 'a': an array of the unknown type 13")]
    [InlineData("0d000000", "metadata key 'a': unknown type 13")]
    [InlineData("04000000 0000", "metadata key 'a': the value needs 1 x 4 bytes but only 2 are left of the file")]
    public void Hostile_values_are_refused_before_anything_is_allocated(string value, string complaint)
    {
        var head = "GGUF"u8.ToArray().Concat(Convert.FromHexString("03000000" + "0000000000000000" + "0100000000000000" + "0100000000000000" + "61" + value.Replace(" ", "")));
        var path = _folder.File("model.gguf", head.ToArray());
        AssertRefused(path, complaint, () => GgufHeader.Read(path), value);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("GG", "the magic number needs")]
    [InlineData("PK\u0003\u0004 and so on", "it does not begin with \"GGUF\"")]
    [InlineData("GGUF", "the version needs")]
    public void Files_of_another_kind_are_refused(string text, string complaint)
    {
        var path = _folder.File("model.gguf", Encoding.ASCII.GetBytes(text));
        AssertRefused(path, complaint, () => ModelFile.Open(path), text);
    }

    [Fact]
    public void A_missing_file_is_one_clear_error()
    {
        var path = Path.Combine(_folder.Path, "nowhere.gguf");
        AssertRefused(path, "no such file", () => ModelFile.Open(path), "");
        AssertRefused("", "", () => ModelFile.Open(""), "");
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_one_clear_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "permissions do not bind this user");
        var path = _folder.File("model.gguf", TinyGguf.Model().ToArray());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
        AssertRefused(path, "cannot be read", () => ModelFile.Open(path), "");
    }

    [Fact]
    public void A_link_to_a_file_is_as_good_as_the_file()
    {
        var link = Path.Combine(_folder.Path, "link.gguf");
        File.CreateSymbolicLink(link, _folder.File("model.gguf", TinyGguf.Model().ToArray()));
        using var model = ModelFile.Open(link);
        Assert.Equal(8, model.Config.Vocab);
        File.Delete(Path.Combine(_folder.Path, "model.gguf"));
        AssertRefused(link, "ould not find file", () => ModelFile.Open(link), "");
    }

    private static void AssertRefused(string path, string complaint, Func<object> open, string what)
    {
        var message = Assert.Throws<ModelFileException>(open).Message;
        Assert.True(message.StartsWith(path + ":", StringComparison.Ordinal) && message.Contains(complaint), $"{what}: {message}");
        Assert.DoesNotContain('\n', message);
        Assert.True(message.Length < 400 + path.Length, message);
    }

    private static GgufBytes Pairs(params (string, object)[] pairs)
    {
        var file = new GgufBytes();
        file.Metadata.AddRange(pairs);
        return file;
    }

    private static GgufBytes WithTensor(string name, uint type, long offset, params long[] dimensions)
    {
        var file = TinyGguf.Model().Without(name);
        file.Tensors.Add((name, type, dimensions, offset));
        return file;
    }
}
