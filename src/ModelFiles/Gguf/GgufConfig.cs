using Orchestrator.ModelFiles.Dequantization;

namespace Orchestrator.ModelFiles.Gguf;

/// <summary>Reads a model's shape out of a GGUF file's metadata, and refuses what the engine would compute wrongly.</summary>
internal sealed class GgufConfig
{
    private readonly string _path;
    private readonly GgufMetadata _metadata;

    public GgufConfig(string path, GgufMetadata metadata)
    {
        _path = path;
        _metadata = metadata;
        var name = metadata.String("general.architecture") ?? throw Missing("general.architecture");
        Architecture = Architecture.All.FirstOrDefault(a => a.Name == name)
            ?? throw new ModelFileException($"{path}: architecture {Quoted.Text(name)} is not supported; {string.Join(", ", Architecture.All.Select(a => a.Name))} are");
    }

    public Architecture Architecture { get; }

    /// <summary>Tokens the file's own tokenizer can produce, or says it can.</summary>
    public long? DeclaredVocab => _metadata.Count("tokenizer.ggml.tokens") ?? _metadata.Integer(Key("vocab_size"));

    public ModelConfig Read(int vocab, Tensor? ropeFactors)
    {
        RefuseOtherModels();
        var hidden = Size("embedding_length");
        var heads = Size("attention.head_count");
        var headDim = OptionalSize("attention.key_length") ?? hidden / heads;
        var context = Size("context_length");
        return new ModelConfig
        {
            Architecture = Architecture.Name,
            Name = _metadata.String("general.name") is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(_path),
            Layers = Size("block_count"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = OptionalSize("attention.head_count_kv") ?? heads,
            HeadDim = headDim,
            FeedForward = Size("feed_forward_length"),
            Vocab = vocab,
            ContextLength = Math.Min(context, OptionalSize("attention.sliding_window") ?? context),
            RmsEpsilon = Number("attention.layer_norm_rms_epsilon") ?? throw Missing(Key("attention.layer_norm_rms_epsilon")),
            Rope = Rope(headDim, ropeFactors),
        }.Checked(_path);
    }

    private void RefuseOtherModels()
    {
        if (_metadata.Integer("split.count") is > 1 and var parts) throw new ModelFileException($"{_path}: one of {parts} parts of a split model; merge them first");
        if (_metadata.Integer(Key("expert_count")) is > 0 and var experts) throw new ModelFileException($"{_path}: a mixture of {experts} experts, which is not supported");
        if (OptionalSize("attention.value_length") is { } value && value != (OptionalSize("attention.key_length") ?? Size("embedding_length") / Size("attention.head_count")))
        {
            throw new ModelFileException($"{_path}: heads with values of {value} numbers but keys of another length are not supported");
        }
        if (_metadata.Bool(Key("attention.causal")) == false) throw new ModelFileException($"{_path}: attention is not causal: this model does not generate text");
    }

    private RopeConfig Rope(int headDim, Tensor? factors)
    {
        var dimensions = OptionalSize("rope.dimension_count") ?? headDim;
        RopeFrequencies.CheckDimensions(_path, dimensions, headDim);
        var frequencies = RopeFrequencies.Plain(RopeFrequencies.CheckedBase(_path, Number("rope.freq_base") ?? 10000f), dimensions);

        var scaling = _metadata.String(Key("rope.scaling.type")) ?? "linear";
        // ggml: 0 is "no scaling"; "scale_linear" is the key's older name.
        var factor = Number("rope.scaling.factor") ?? Number("rope.scale_linear") ?? 0f;
        if (scaling == "linear" && factor != 0) RopeFrequencies.ScaleLinearly(frequencies, RopeFrequencies.CheckedFactor(_path, factor));
        else if (scaling is not ("linear" or "none")) throw new ModelFileException($"{_path}: rope scaling {Quoted.Text(scaling)} is not supported; none, linear and Llama 3's are");
        if (Number("rope.scaling.attn_factor") is { } attention && attention != 1) throw new ModelFileException($"{_path}: a rope attention factor of {attention} is not supported");

        if (factors is not null) RopeFrequencies.Divide(frequencies, Factors(factors, frequencies.Length));
        return new RopeConfig(Architecture.GgufPairing, frequencies);
    }

    private float[] Factors(Tensor tensor, int pairs)
    {
        if (tensor.Type != TensorType.F32 || tensor.Rows != 1 || tensor.Columns != pairs)
        {
            throw new ModelFileException($"{_path}: tensor {tensor.Name} should hold {pairs} numbers in F32 but has {tensor.Rows} x {tensor.Columns} in {tensor.Type}");
        }
        var factors = new float[pairs];
        Dequantizer.Row(tensor.Type, tensor.Row(0), factors);
        foreach (var factor in factors) RopeFrequencies.CheckedFactor(_path, factor);
        return factors;
    }

    private string Key(string name) => $"{Architecture.Name}.{name}";

    private float? Number(string name) => (float?)_metadata.Float(Key(name));

    private int Size(string name) => OptionalSize(name) ?? throw Missing(Key(name));

    /// <summary>A positive size. Written per layer by some converters, which is fine as long as all layers agree. 0 is an old spelling of "absent".</summary>
    private int? OptionalSize(string name)
    {
        var key = Key(name);
        long? size;
        if (_metadata.IsArray(key))
        {
            var perLayer = _metadata.Integers(key)!;
            if (perLayer.Length == 0 || perLayer.Any(n => n != perLayer[0])) throw new ModelFileException($"{_path}: {key} differs between layers, which is not supported");
            size = perLayer[0];
        }
        else size = _metadata.Integer(key);
        if (size is null or 0) return null;
        return size is > 0 and <= int.MaxValue ? (int)size : throw new ModelFileException($"{_path}: {key} is {size}");
    }

    private ModelFileException Missing(string key) => new($"{_path}: metadata key {key} is missing");
}
