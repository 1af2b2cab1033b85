namespace Orchestrator.ModelFiles.Writing;

/// <summary>Writes a model with random weights as one GGUF file, tokenizer and chat template included. The same recipe and seed give the same bytes everywhere.</summary>
public static class RandomModelFile
{
    /// <summary>
    /// Writes to <paramref name="path"/>. <paramref name="progress"/> hears bytes written and their total.
    /// Throws <see cref="ArgumentException"/> for a recipe that does not make a model, <see cref="IOException"/> as files do.
    /// </summary>
    public static void Write(string path, RandomModelRecipe recipe, ulong seed, Action<long, long>? progress = null)
    {
        recipe.Check();
        List<TensorSource> tensors = [.. RandomWeights.For(recipe).Select(weight => weight.ForGguf(seed, recipe.Type))];
        if (recipe.RopeLlama3 is { } scaling)
        {
            var divisors = scaling.Divisors(recipe.HeadDim, recipe.RopeBase);
            var bytes = new byte[4 * divisors.Length];
            RowEncoder.Encode(TensorType.F32, divisors, bytes);
            tensors.Add(TensorSource.Of("rope_freqs.weight", TensorType.F32, [divisors.Length], bytes));
        }
        var metadata = Metadata(recipe);
        AddTokenizer(metadata, RandomVocabulary.Make(recipe.Vocab, seed));
        GgufWriter.Write(path, metadata, tensors, progress: progress);
    }

    private static GgufMetadataWriter Metadata(RandomModelRecipe recipe)
    {
        var architecture = recipe.Architecture == "mistral" ? "llama" : recipe.Architecture;
        var metadata = new GgufMetadataWriter();
        metadata.Add("general.architecture", architecture);
        metadata.Add("general.name", $"random {recipe.Architecture}");
        metadata.Add("general.file_type", FileType(recipe.Type));
        metadata.Add($"{architecture}.vocab_size", (uint)recipe.Vocab);
        metadata.Add($"{architecture}.context_length", (uint)recipe.Context);
        metadata.Add($"{architecture}.embedding_length", (uint)recipe.Hidden);
        metadata.Add($"{architecture}.block_count", (uint)recipe.Layers);
        metadata.Add($"{architecture}.feed_forward_length", (uint)recipe.FeedForward);
        metadata.Add($"{architecture}.attention.head_count", (uint)recipe.Heads);
        metadata.Add($"{architecture}.attention.head_count_kv", (uint)recipe.KvHeads);
        metadata.Add($"{architecture}.attention.key_length", (uint)recipe.HeadDim);
        metadata.Add($"{architecture}.attention.value_length", (uint)recipe.HeadDim);
        metadata.Add($"{architecture}.attention.layer_norm_rms_epsilon", RandomModelFolder.Epsilon);
        metadata.Add($"{architecture}.rope.dimension_count", (uint)recipe.HeadDim);
        metadata.Add($"{architecture}.rope.freq_base", recipe.RopeBase);
        if (recipe.RopeLinearFactor != 1f)
        {
            metadata.Add($"{architecture}.rope.scaling.type", "linear");
            metadata.Add($"{architecture}.rope.scaling.factor", recipe.RopeLinearFactor);
        }
        return metadata;
    }

    private static void AddTokenizer(GgufMetadataWriter metadata, RandomVocabulary vocabulary)
    {
        metadata.Add("tokenizer.ggml.model", "llama");
        metadata.Add("tokenizer.ggml.pre", "default");
        metadata.AddArray("tokenizer.ggml.tokens", vocabulary.Pieces);
        metadata.AddArray<float>("tokenizer.ggml.scores", vocabulary.Scores);
        metadata.AddArray<int>("tokenizer.ggml.token_type", vocabulary.Kinds);
        metadata.Add("tokenizer.ggml.bos_token_id", (uint)RandomVocabulary.Begin);
        metadata.Add("tokenizer.ggml.eos_token_id", (uint)RandomVocabulary.End);
        metadata.Add("tokenizer.ggml.unknown_token_id", (uint)RandomVocabulary.Unknown);
        metadata.Add("tokenizer.ggml.add_bos_token", true);
        metadata.Add("tokenizer.ggml.add_eos_token", false);
        metadata.Add("tokenizer.chat_template", RandomModelFolder.ChatTemplate);
    }

    // ggml's number for "most tensors are of this type".
    private static uint FileType(TensorType type) => type switch
    {
        TensorType.F32 => 0,
        TensorType.F16 => 1,
        TensorType.Q4_0 => 2,
        TensorType.Q8_0 => 7,
        _ => 32,
    };
}
