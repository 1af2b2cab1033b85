using Orchestrator.Bench;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>A wrong command line is told in one line, with the word that is wrong.</summary>
public sealed class EngineBenchOptionsTests
{
    [Theory]
    [InlineData("--threads 0", "--threads 0 is less than 1")]
    [InlineData("--prompt -1", "--prompt -1 is less than 0")]
    [InlineData("--tokens many", "--tokens many is not a whole number in range")]
    [InlineData("--kv-type f8", "--kv-type f8 is not one of f32, f16, bf16")]
    [InlineData("--device tpu", "--device tpu is not one of auto, simd, cuda, opencl, ilgpu-cpu, simulated")]
    [InlineData("--prompt 0 --tokens 0", "--prompt 0 and --tokens 0 leave nothing to measure")]
    [InlineData("--batch 300", "--token-budget 256 holds less than one token of each of --batch 300")]
    [InlineData("--bach 3", "unknown option --bach")]
    public void A_wrong_option_is_named(string line, string message) => Assert.Equal(message, Assert.Throws<WrongUseException>(() => CommandLines.ForModel(line)).Message);

    [Fact]
    public void A_model_is_needed() => Assert.Equal("--model is missing", Assert.Throws<WrongUseException>(() => CommandLines.Read("--threads 2")).Message);

    [Fact]
    public void A_model_that_is_not_there_is_named() =>
        Assert.Equal("--model nowhere.gguf: there is no such file or folder", Assert.Throws<WrongUseException>(() => CommandLines.Read("--model nowhere.gguf")).Message);

    [Fact]
    public void The_digests_chunk_is_the_token_budget_unless_it_is_given()
    {
        Assert.Equal(100, CommandLines.ForModel("--token-budget 100").Chunk);
        Assert.Equal(7, CommandLines.ForModel("--token-budget 100 --chunk 7").Chunk);
    }
}
