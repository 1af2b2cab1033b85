using Orchestrator.Gateway.Tokenization;
using Xunit;

namespace Orchestrator.Unit.Tokenization;

/// <summary>llama.cpp's own test texts and token ids, for four real vocabularies.</summary>
public sealed class VectorsTests
{
    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("llama-spm")]
    [InlineData("qwen2")]
    public void Every_text_becomes_the_same_ids_as_in_llama_cpp_and_back(string name)
    {
        var tokenizer = Tokenizer.Load(SharedData.Unzipped($"tokenizers/ggml-vocab-{name}.gguf"));
        var texts = File.ReadAllText(SharedData.Path($"tokenizers/ggml-vocab-{name}.gguf.inp")).Split("\n__ggml_vocab_test__\n");
        var expected = File.ReadAllLines(SharedData.Path($"tokenizers/ggml-vocab-{name}.gguf.out"));
        Assert.True(expected.Length >= 46);
        for (var i = 0; i < expected.Length; i++)
        {
            var ids = tokenizer.Encode(texts[i], addSpecial: false, parseSpecial: false);
            Assert.Equal(expected[i].Trim(), string.Join(' ', ids));
            Assert.Equal(texts[i], tokenizer.Decode(ids));
        }
    }

    [Theory]
    [InlineData("gpt-2", null, new[] { 50256 }, false)]
    [InlineData("llama-bpe", "<|begin_of_text|>", new[] { 128001, 128009 }, true)]
    [InlineData("llama-spm", "<s>", new[] { 2 }, true)]
    [InlineData("qwen2", null, new[] { 151643, 151645 }, false)]
    public void The_marks_of_real_vocabularies_are_found(string name, string? bos, int[] ends, bool addsBos)
    {
        var tokenizer = Tokenizer.Load(SharedData.Unzipped($"tokenizers/ggml-vocab-{name}.gguf"));
        if (bos is not null) Assert.Equal(bos, tokenizer.BosText);
        Assert.Equal(ends, tokenizer.EndIds);
        Assert.Equal(addsBos, tokenizer.AddBos);
    }
}
