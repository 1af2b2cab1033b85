using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>Against the slow double-precision forward pass, on tiny random models of every kind: needs no files.</summary>
public sealed class ReferenceModelTests(ITestOutputHelper output)
{
    // hidden, heads, KV heads, head dim, feed-forward; the second has sizes that are no multiple of a vector, the third heads that are not hidden / heads.
    public static TheoryData<string, RopePairing, int[]> Models()
    {
        var data = new TheoryData<string, RopePairing, int[]>();
        foreach (var architecture in new[] { "llama", "qwen2", "qwen3" })
        {
            foreach (var pairing in Enum.GetValues<RopePairing>())
            {
                data.Add(architecture, pairing, [64, 4, 2, 16, 96]);
                data.Add(architecture, pairing, [60, 6, 2, 10, 84]);
                data.Add(architecture, pairing, [48, 8, 1, 24, 40]);
                data.Add(architecture, pairing, [32, 3, 3, 32, 56]);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_are_the_formulas_within_single_precision(string architecture, RopePairing pairing, int[] sizes)
    {
        var config = InMemoryModel.Shape(architecture, 2, sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], 101, pairing);
        Compare(config, TensorType.F32, seed: RandomSeed.Or(1 + sizes[0]), tokens: 40, tolerance: 2e-5);
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Weights_in_floating_point_compute_with_exactly_the_numbers_they_decode_to(TensorType type)
    {
        var config = InMemoryModel.Shape("llama", 1, 256, 8, 4, 32, 256, 37, RopePairing.Halves);
        Compare(config, type, seed: RandomSeed.Or(7), tokens: 12, tolerance: 5e-5);
    }

    // One byte that the last bit of a sum rounds the other way moves a logit by some thousandths; without rounding the formulas are ten times as far.
    [Theory]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q2_K)]
    [InlineData(TensorType.Q3_K)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.Q5_K)]
    [InlineData(TensorType.Q6_K)]
    public void Quantised_weights_compute_with_the_numbers_they_decode_to_and_inputs_rounded_to_bytes(TensorType type)
    {
        var config = InMemoryModel.Shape("llama", 1, 256, 8, 4, 32, 256, 37, RopePairing.Halves);
        Compare(config, type, seed: RandomSeed.Or(7), tokens: 12, tolerance: 5e-3);
    }

    [Fact]
    public void A_tied_output_is_the_embedding()
    {
        var config = InMemoryModel.Shape("llama", 2, 64, 4, 2, 16, 96, 101, RopePairing.Interleaved);
        Compare(config, TensorType.F32, seed: 5, tokens: 20, tolerance: 2e-5, tied: true);
    }

    [Fact]
    public void A_partial_rotation_leaves_the_rest_of_a_head_alone()
    {
        var config = InMemoryModel.Shape("llama", 2, 64, 4, 2, 16, 96, 101, RopePairing.Halves);
        Compare(config with { Rope = new(RopePairing.Halves, [1, 0.1f, 0.01f]) }, TensorType.F32, seed: 6, tokens: 20, tolerance: 2e-5);
    }

    private void Compare(ModelConfig config, TensorType type, int seed, int tokens, double tolerance, bool tied = false)
    {
        using var model = new InMemoryModel(config, type, seed, tied);
        using var backend = new SimdBackend(model, new SimdOptions(2, KvElement.F32, 4) { WorkPerThread = 1 });
        var random = new Random(seed);
        var prompt = Enumerable.Range(0, tokens).Select(_ => random.Next(config.Vocab)).ToArray();
        var expected = new ReferenceModel(model, InputRounding.Of).Logits(prompt).SelectMany(row => row).ToArray();
        var actual = Session.Alone(backend, config.Vocab).Feed(prompt, all: true);
        var size = expected.Max(Math.Abs);
        var difference = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / size;
        output.WriteLine($"largest logit {size:F3}, largest difference {difference:E2} of it");
        Assert.InRange(difference, 0, tolerance);
    }
}
