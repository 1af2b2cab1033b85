namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>Reads a model's shape out of config.json, with the defaults of the transformers library, and refuses what the engine would compute wrongly.</summary>
internal sealed class HuggingFaceConfig
{
    private readonly string _path;
    private readonly JsonFields _fields;

    public HuggingFaceConfig(string path, JsonFields fields)
    {
        _path = path;
        _fields = fields;
        var type = fields.String("model_type");
        var name = fields.Strings("architectures") is [var first, ..] ? first : type ?? throw fields.Error("neither architectures nor model_type says what this model is");
        Architecture = Architecture.All.FirstOrDefault(a => a.HuggingFaceClass == name || (name == type && a.Name == name))
            ?? throw fields.Error($"architecture {Quoted.Text(name)} is not supported; {string.Join(", ", Architecture.All.Select(a => a.HuggingFaceClass))} are");
    }

    public Architecture Architecture { get; }

    public long? DeclaredVocab => _fields.Integer("vocab_size");

    public bool TiesEmbeddings => _fields.Bool("tie_word_embeddings") ?? false;

    public ModelConfig Read(int vocab)
    {
        if (_fields.Contains("quantization_config")) throw _fields.Error("weights quantised the Hugging Face way cannot be read; use a GGUF file of the model");
        if (_fields.String("hidden_act") is { } activation && activation != "silu") throw _fields.Error($"the activation {Quoted.Text(activation)} is not supported; silu is");
        var hidden = Size("hidden_size");
        var heads = Size("num_attention_heads");
        var headDim = OptionalSize("head_dim") ?? hidden / heads;
        return new ModelConfig
        {
            Architecture = Architecture.Name,
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_path))),
            Layers = Size("num_hidden_layers"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = OptionalSize("num_key_value_heads") ?? heads,
            HeadDim = headDim,
            FeedForward = Size("intermediate_size"),
            Vocab = vocab,
            ContextLength = ContextLength(),
            RmsEpsilon = _fields.Number("rms_norm_eps") ?? throw _fields.Error("rms_norm_eps is missing"),
            Rope = HuggingFaceRope.Read(_path, _fields, headDim),
        }.Checked(_path);
    }

    /// <summary>Within a sliding window attention sees everything, so a model with one is exact up to that length.</summary>
    private int ContextLength()
    {
        var context = Size("max_position_embeddings");
        // Mistral's window counts whenever it is given; the others carry a number that counts only when switched on.
        var slides = _fields.Bool("use_sliding_window") ?? Architecture.Name == "mistral";
        return slides ? Math.Min(context, OptionalSize("sliding_window") ?? context) : context;
    }

    private int Size(string name) => OptionalSize(name) ?? throw _fields.Error($"{name} is missing");

    private int? OptionalSize(string name) => _fields.Integer(name) switch
    {
        null => null,
        > 0 and <= int.MaxValue and var size => (int)size,
        var size => throw _fields.Error($"{name} is {size}"),
    };
}
