using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>The shape of a model with random weights. Together with a seed it says every byte of the file.</summary>
public sealed record RandomModelRecipe
{
    /// <summary>How a recipe stands in JSON: "kv_heads", "q8_0"; an unknown name is an error.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>"llama", "mistral", "qwen2" or "qwen3". A GGUF file of mistral says llama.</summary>
    public string Architecture { get; init; } = "llama";

    public required int Layers { get; init; }
    public required int Hidden { get; init; }
    public required int Heads { get; init; }
    public required int KvHeads { get; init; }
    public required int HeadDim { get; init; }
    public required int FeedForward { get; init; }

    /// <summary>Tokens, at least <see cref="RandomVocabulary.Smallest"/>.</summary>
    public required int Vocab { get; init; }

    /// <summary>Longest sequence, in tokens.</summary>
    public required int Context { get; init; }

    /// <summary>Whether the output matrix is the embedding.</summary>
    public bool Tied { get; init; }

    public float RopeBase { get; init; } = 10000f;

    /// <summary>Positions are divided by this (linear scaling); 1 for none.</summary>
    public float RopeLinearFactor { get; init; } = 1f;

    /// <summary>Llama 3's scaling, a rope_freqs tensor in GGUF; null for none.</summary>
    public Llama3Scaling? RopeLlama3 { get; init; }

    /// <summary>The type of all matrices; vectors are F32.</summary>
    public TensorType Type { get; init; } = TensorType.F32;

    /// <summary>Throws <see cref="ArgumentException"/>, one line with the values, where the numbers do not make a model.</summary>
    public void Check()
    {
        if (Architecture is not ("llama" or "mistral" or "qwen2" or "qwen3")) throw new ArgumentException($"architecture '{Architecture}' is not one of llama, mistral, qwen2, qwen3");
        if (!RowEncoder.Types.Contains(Type)) throw new ArgumentException($"type {Type} is not one of {string.Join(", ", RowEncoder.Types)}");
        foreach (var (name, value) in new[] { ("layers", Layers), ("hidden", Hidden), ("heads", Heads), ("kv-heads", KvHeads), ("head-dim", HeadDim), ("ffn", FeedForward), ("context", Context) })
            if (value < 1) throw new ArgumentException($"{name} is {value}; it is at least 1");
        if (Vocab < RandomVocabulary.Smallest) throw new ArgumentException($"vocab is {Vocab}; it is at least {RandomVocabulary.Smallest}");
        if (Heads % KvHeads != 0) throw new ArgumentException($"heads ({Heads}) is not a multiple of kv-heads ({KvHeads})");
        if (HeadDim % 2 != 0) throw new ArgumentException($"head-dim is {HeadDim}; it must be even");
        if (RopeBase <= 1 || RopeLinearFactor <= 0) throw new ArgumentException($"rope base {RopeBase} and factor {RopeLinearFactor}: the base is above 1, the factor above 0");
        if (RopeLlama3 is not null && (Architecture.StartsWith("qwen", StringComparison.Ordinal) || RopeLinearFactor != 1f)) throw new ArgumentException("Llama 3's rope scaling goes with llama and mistral, without a linear factor");
        var block = TensorTypes.BlockLength(Type);
        foreach (var (name, columns) in new[] { ("hidden", Hidden), ("heads * head-dim", Heads * HeadDim), ("ffn", FeedForward) })
            if (columns % block != 0) throw new ArgumentException($"{name} is {columns}; {Type} needs a multiple of {block}");
    }
}
