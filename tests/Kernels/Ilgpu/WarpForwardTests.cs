using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>The forward pass as CUDA devices run it, in simulation.</summary>
[Collection(nameof(Machine))]
public sealed class WarpForwardTests(Machine machine)
{
    [Theory]
    [InlineData(TensorType.F16, 5e-3)]
    [InlineData(TensorType.Q8_0, 2e-2)]
    public void Prefill_by_tensor_cores_comes_near_the_plain_kernels_and_is_left_out_where_determinism_is_asked_for(TensorType type, double tolerance)
    {
        var path = Path.Combine(Path.GetTempPath(), $"orchestrator-tensors-{Guid.NewGuid():N}.gguf");
        try
        {
            RandomModelFile.Write(path, new RandomModelRecipe { Architecture = "qwen2", Layers = 1, Hidden = 32, Heads = 1, KvHeads = 1, HeadDim = 32, FeedForward = 32, Vocab = RandomVocabulary.Smallest, Context = 64, Type = type }, seed: 6);
            using var model = ModelFile.Open(path);
            using var plain = machine.Load(DeviceChoice.IlgpuCpu, model, KvElement.F16);
            using var device = Lab.DeviceWithWarps(tensorCores: true);
            using var fast = IlgpuBackend.Load(device, model, KvElement.F16, (_, _) => 4, stepTokens: 17, stepRows: 1, ownsDevice: false);
            Assert.EndsWith("warps mma", fast.Numerics);
            using (var exact = IlgpuBackend.Load(device, model, KvElement.F16, (_, _) => 4, stepTokens: 17, stepRows: 1, deterministic: true, ownsDevice: false)) Assert.EndsWith("warps", exact.Numerics);

            var prompt = Enumerable.Range(0, 17).Select(i => 1 + 11 * i).ToArray();
            float[] expected = new float[model.Config.Vocab], actual = new float[model.Config.Vocab];
            plain.Forward(Greedy.Step([prompt], [0], [[2, 1]]), expected, null);
            fast.Forward(Greedy.Step([prompt], [0], [[3, 0]]), actual, null);
            var worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
            TestContext.Current.TestOutputHelper!.WriteLine($"largest difference {worst}, largest logit {expected.Max()}");
            // Halves have three digits and a bit; enough to make inputs of quantised weights another byte.
            Assert.InRange(worst, 1e-7, tolerance * expected.Max());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.Q8_0)]
    public void The_grouped_kernels_agree_with_the_plain_ones_and_with_themselves_in_any_chunking(TensorType type)
    {
        var path = Path.Combine(Path.GetTempPath(), $"orchestrator-warps-{Guid.NewGuid():N}.gguf");
        try
        {
            RandomModelFile.Write(path, new RandomModelRecipe { Architecture = "qwen3", Layers = 1, Hidden = 32, Heads = 1, KvHeads = 1, HeadDim = 32, FeedForward = 32, Vocab = RandomVocabulary.Smallest, Context = 64, Type = type }, seed: 5);
            using var model = ModelFile.Open(path);
            using var plain = machine.Load(DeviceChoice.IlgpuCpu, model, KvElement.F16);
            using var warps = IlgpuBackend.Load(Lab.DeviceWithWarps(), model, KvElement.F16, (_, _) => 4, stepTokens: 4, stepRows: 1);
            Assert.NotEqual(plain.Numerics, warps.Numerics);

            float[] expected = new float[model.Config.Vocab], whole = new float[model.Config.Vocab], chunked = new float[model.Config.Vocab];
            plain.Forward(Greedy.Step([[1, 200, 37]], [0], [[2]]), expected, null);
            warps.Forward(Greedy.Step([[1, 200, 37]], [0], [[2]]), whole, null);
            var first = Greedy.Step([[1, 200]], [0], [[3]]);
            warps.Forward(new() { Tokens = first.Tokens, Sequences = first.Sequences, LogitRows = [] }, [], null);
            warps.Forward(Greedy.Step([[37]], [2], [[3]]), chunked, null);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], whole[i], 1e-3);
            Assert.Equal(whole, chunked);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
