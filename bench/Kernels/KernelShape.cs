using Orchestrator.ModelFiles;

namespace Orchestrator.Bench.Kernels;

/// <summary>The sizes for which kernels are measured.</summary>
/// <param name="Config">The model's shape.</param>
/// <param name="Tokens">New tokens of a step.</param>
/// <param name="Contexts">Positions before a decoding token, that one included.</param>
/// <param name="Batches">Sequences that decode side by side.</param>
/// <param name="MatrixTypes">Types of the matrices.</param>
/// <param name="ColdBytes">Matrices and caches are measured in as many copies as fill this many bytes, one after the other: those of a model's other layers push them out of a GPU's cache too.</param>
/// <param name="CopyBytes">Size of the copy that the memory's speed is measured with.</param>
/// <param name="Shortest">A measurement repeats a kernel until it takes so long, in seconds.</param>
internal sealed record KernelShape(ModelConfig Config, int[] Tokens, int[] Contexts, int[] Batches, TensorType[] MatrixTypes, long ColdBytes, long CopyBytes, double Shortest)
{
    public static IReadOnlyDictionary<string, KernelShape> Named { get; } = new Dictionary<string, KernelShape>
    {
        ["llama-1b"] = new(Model(2048, 32, 8, 64, 8192, 128256), [1, 8, 512], [1024, 8192], [1, 8], [TensorType.BF16, TensorType.F16, TensorType.Q8_0], 256L << 20, 1L << 30, 2e-3),
        ["tiny"] = new(Model(64, 2, 1, 32, 64, 96), [1, 17], [40], [1, 2], [TensorType.F16], 0, 1 << 16, 0),
    };

    private static ModelConfig Model(int hidden, int heads, int kvHeads, int headDim, int feedForward, int vocab) => new()
    {
        Architecture = "llama",
        Name = "kernels",
        Layers = 1,
        Hidden = hidden,
        Heads = heads,
        KvHeads = kvHeads,
        HeadDim = headDim,
        FeedForward = feedForward,
        Vocab = vocab,
        ContextLength = 1 << 17,
        RmsEpsilon = 1e-5f,
        Rope = new RopeConfig(RopePairing.Interleaved, [.. Enumerable.Range(0, headDim / 2).Select(i => MathF.Pow(500000, -2f * i / headDim))]),
    };
}
