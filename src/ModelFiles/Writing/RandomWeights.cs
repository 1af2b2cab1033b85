namespace Orchestrator.ModelFiles.Writing;

/// <summary>
/// The weights of a random model. Their scales keep every part alive: attention looks at some tokens much more than at others, attention and
/// feed-forward change the residual about equally, and logits lie so far apart that small rounding errors do not change the best token.
/// </summary>
internal static class RandomWeights
{
    /// <summary>Standard deviation of the logits.</summary>
    private const float LogitSpread = 8f;

    private const float EmbeddingSpread = 0.1f;

    /// <summary>All weights, in the order in which files hold them.</summary>
    public static IReadOnlyList<RandomWeight> For(RandomModelRecipe recipe)
    {
        var embedding = Matrix("token_embd", "model.embed_tokens", recipe.Vocab, recipe.Hidden, EmbeddingSpread * MathF.Sqrt(recipe.Hidden));
        // A tied output matrix has the embedding's spread; the last norm makes up for it.
        var outputGain = recipe.Tied ? LogitSpread / (EmbeddingSpread * MathF.Sqrt(recipe.Hidden)) : LogitSpread;
        List<RandomWeight> weights = [recipe.Tied ? embedding with { QuietRows = RandomVocabulary.QuietTokens } : embedding];
        for (var layer = 0; layer < recipe.Layers; layer++) weights.AddRange(Layer(recipe, layer));
        weights.Add(Norm("output_norm", "model.norm", recipe.Hidden, outputGain));
        if (!recipe.Tied) weights.Add(Matrix("output", "lm_head", recipe.Vocab, recipe.Hidden, 1f) with { QuietRows = RandomVocabulary.QuietTokens });
        return weights;
    }

    private static IEnumerable<RandomWeight> Layer(RandomModelRecipe recipe, int layer)
    {
        var (gguf, face) = ($"blk.{layer}.", $"model.layers.{layer}.");
        var (queries, keys) = (recipe.Heads * recipe.HeadDim, recipe.KvHeads * recipe.HeadDim);
        var paired = recipe.Architecture is "llama" or "mistral" ? recipe.HeadDim : 0;

        yield return Norm(gguf + "attn_norm", face + "input_layernorm", recipe.Hidden, 1f);
        yield return Matrix(gguf + "attn_q", face + "self_attn.q_proj", queries, recipe.Hidden, 1.3f) with { PairedHeadDim = paired };
        yield return Matrix(gguf + "attn_k", face + "self_attn.k_proj", keys, recipe.Hidden, 1.3f) with { PairedHeadDim = paired };
        yield return Matrix(gguf + "attn_v", face + "self_attn.v_proj", keys, recipe.Hidden, 1f);
        if (recipe.Architecture == "qwen2")
        {
            yield return Bias(gguf + "attn_q", face + "self_attn.q_proj", queries);
            yield return Bias(gguf + "attn_k", face + "self_attn.k_proj", keys);
            yield return Bias(gguf + "attn_v", face + "self_attn.v_proj", keys);
        }
        if (recipe.Architecture == "qwen3")
        {
            yield return Norm(gguf + "attn_q_norm", face + "self_attn.q_norm", recipe.HeadDim, 1.3f);
            yield return Norm(gguf + "attn_k_norm", face + "self_attn.k_norm", recipe.HeadDim, 1.3f);
        }
        yield return Matrix(gguf + "attn_output", face + "self_attn.o_proj", recipe.Hidden, queries, 2f);
        yield return Norm(gguf + "ffn_norm", face + "post_attention_layernorm", recipe.Hidden, 1f);
        yield return Matrix(gguf + "ffn_gate", face + "mlp.gate_proj", recipe.FeedForward, recipe.Hidden, 1.5f);
        yield return Matrix(gguf + "ffn_up", face + "mlp.up_proj", recipe.FeedForward, recipe.Hidden, 1.5f);
        yield return Matrix(gguf + "ffn_down", face + "mlp.down_proj", recipe.Hidden, recipe.FeedForward, 1f);
    }

    // gain: standard deviation of an output when the inputs' is 1.
    private static RandomWeight Matrix(string gguf, string face, int rows, int columns, float gain) => new()
    {
        GgufName = gguf + ".weight",
        HuggingFaceName = face + ".weight",
        Shape = [rows, columns],
        HalfWidth = gain * MathF.Sqrt(3f / columns),
    };

    private static RandomWeight Norm(string gguf, string face, int length, float gain) => new()
    {
        GgufName = gguf + ".weight",
        HuggingFaceName = face + ".weight",
        Shape = [length],
        Centre = gain,
        HalfWidth = gain / 2,
    };

    private static RandomWeight Bias(string gguf, string face, int length) => new()
    {
        GgufName = gguf + ".bias",
        HuggingFaceName = face + ".bias",
        Shape = [length],
        HalfWidth = 0.5f,
    };
}
