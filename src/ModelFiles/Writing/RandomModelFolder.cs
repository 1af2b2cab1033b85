using System.Text.Json.Nodes;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>Writes a model with random weights as a Hugging Face folder: the same model as <see cref="RandomModelFile"/> makes from the recipe and seed.</summary>
public static class RandomModelFolder
{
    internal const float Epsilon = 1e-5f;

    /// <summary>Turns between two marks, the role on the first line.</summary>
    internal const string ChatTemplate =
        "{{ bos_token }}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    /// <summary>
    /// Writes config.json, model.safetensors, tokenizer.json and tokenizer_config.json into <paramref name="folder"/>, made if missing.
    /// Throws <see cref="ArgumentException"/> for a recipe that does not make a model or a type without a name in safetensors.
    /// </summary>
    public static void Write(string folder, RandomModelRecipe recipe, ulong seed, Action<long, long>? progress = null)
    {
        recipe.Check();
        if (TensorTypes.BlockLength(recipe.Type) > 1) throw new ArgumentException($"a Hugging Face folder holds F32, F16 or BF16, not {recipe.Type}");
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. RandomWeights.For(recipe).Select(weight => weight.ForHuggingFace(seed, recipe.Type))], progress);
        var vocabulary = RandomVocabulary.Make(recipe.Vocab, seed);
        Write(folder, "config.json", Config(recipe));
        Write(folder, "tokenizer.json", RandomTokenizerJson.Make(vocabulary));
        Write(folder, "tokenizer_config.json", TokenizerConfig());
    }

    private static JsonObject Config(RandomModelRecipe recipe)
    {
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(recipe.Architecture switch
            {
                "llama" => "LlamaForCausalLM",
                "mistral" => "MistralForCausalLM",
                "qwen2" => "Qwen2ForCausalLM",
                _ => "Qwen3ForCausalLM",
            }),
            ["model_type"] = recipe.Architecture,
            ["vocab_size"] = recipe.Vocab,
            ["hidden_size"] = recipe.Hidden,
            ["intermediate_size"] = recipe.FeedForward,
            ["num_hidden_layers"] = recipe.Layers,
            ["num_attention_heads"] = recipe.Heads,
            ["num_key_value_heads"] = recipe.KvHeads,
            ["head_dim"] = recipe.HeadDim,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = recipe.Context,
            ["rms_norm_eps"] = Epsilon,
            ["rope_theta"] = recipe.RopeBase,
            ["tie_word_embeddings"] = recipe.Tied,
            ["bos_token_id"] = RandomVocabulary.Begin,
            ["eos_token_id"] = RandomVocabulary.End,
            ["torch_dtype"] = recipe.Type switch { TensorType.F16 => "float16", TensorType.BF16 => "bfloat16", _ => "float32" },
        };
        if (recipe.RopeLinearFactor != 1f) config["rope_scaling"] = new JsonObject { ["rope_type"] = "linear", ["factor"] = recipe.RopeLinearFactor };
        if (recipe.RopeLlama3 is { } scaling)
        {
            config["rope_scaling"] = new JsonObject
            {
                ["rope_type"] = "llama3",
                ["factor"] = scaling.Factor,
                ["low_freq_factor"] = scaling.LowFrequencyFactor,
                ["high_freq_factor"] = scaling.HighFrequencyFactor,
                ["original_max_position_embeddings"] = scaling.OriginalContext,
            };
        }
        return config;
    }

    private static JsonObject TokenizerConfig() => new()
    {
        ["add_bos_token"] = true,
        ["add_eos_token"] = false,
        ["bos_token"] = "<s>",
        ["eos_token"] = "</s>",
        ["unk_token"] = "<unk>",
        ["tokenizer_class"] = "LlamaTokenizer",
        ["chat_template"] = ChatTemplate,
    };

    private static void Write(string folder, string name, JsonObject json) => File.WriteAllText(Path.Combine(folder, name), json.ToJsonString());
}
