namespace Orchestrator.ModelFiles.Writing;

/// <summary>Recipes with the shapes of well-known models, for tests and benchmarks that need no sense in the text.</summary>
public static class RandomModelShapes
{
    /// <summary>By the name a person types.</summary>
    public static IReadOnlyDictionary<string, RandomModelRecipe> Named { get; } = new Dictionary<string, RandomModelRecipe>
    {
        // 270 thousand weights: about a megabyte in F32, for tests that start real processes.
        ["tiny"] = new() { Layers = 4, Hidden = 64, Heads = 4, KvHeads = 2, HeadDim = 16, FeedForward = 192, Vocab = 512, Context = 1024 },
        // The 15M model of llama2.c, with room for longer texts; Llama 3.2 1B below likewise in a context that most tests do with.
        ["llama-15m"] = new() { Layers = 6, Hidden = 288, Heads = 6, KvHeads = 6, HeadDim = 48, FeedForward = 768, Vocab = 32000, Context = 8192, Tied = true },
        ["smollm2-135m"] = new() { Layers = 30, Hidden = 576, Heads = 9, KvHeads = 3, HeadDim = 64, FeedForward = 1536, Vocab = 49152, Context = 8192, Tied = true, RopeBase = 100_000 },
        ["qwen2.5-0.5b"] = new() { Architecture = "qwen2", Layers = 24, Hidden = 896, Heads = 14, KvHeads = 2, HeadDim = 64, FeedForward = 4864, Vocab = 151_936, Context = 32_768, Tied = true, RopeBase = 1_000_000 },
        ["qwen3-0.6b"] = new() { Architecture = "qwen3", Layers = 28, Hidden = 1024, Heads = 16, KvHeads = 8, HeadDim = 128, FeedForward = 3072, Vocab = 151_936, Context = 40_960, Tied = true, RopeBase = 1_000_000 },
        ["llama-1b"] = new() { Layers = 16, Hidden = 2048, Heads = 32, KvHeads = 8, HeadDim = 64, FeedForward = 8192, Vocab = 128_256, Context = 8192, Tied = true, RopeBase = 500_000, RopeLlama3 = new(32, 1, 4, 8192) },
        ["llama3.1-8b"] = new() { Layers = 32, Hidden = 4096, Heads = 32, KvHeads = 8, HeadDim = 128, FeedForward = 14_336, Vocab = 128_256, Context = 131_072, RopeBase = 500_000, RopeLlama3 = new(8, 1, 4, 8192) },
        ["mistral-7b"] = new() { Architecture = "mistral", Layers = 32, Hidden = 4096, Heads = 32, KvHeads = 8, HeadDim = 128, FeedForward = 14_336, Vocab = 32_768, Context = 32_768, RopeBase = 1_000_000 },
    };
}
