namespace Orchestrator.ModelFiles;

/// <summary>
/// The tensors of one model while it is being opened. Two things are checked: each tensor the architecture needs is there in its shape,
/// and nothing else is, because a weight that the forward pass does not know (an adapter's, a quantiser's scale) would change the model's answers.
/// </summary>
internal sealed class TensorTable(string path)
{
    private readonly Dictionary<string, Tensor> _tensors = [];

    /// <summary>Translates a GGUF name into the one the file uses, for messages.</summary>
    public Func<string, string> NameInFile { get; init; } = name => name;

    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    public Tensor? Find(string name) => _tensors.GetValueOrDefault(name);

    public bool TryAdd(Tensor tensor) => _tensors.TryAdd(tensor.Name, tensor);

    /// <summary>Makes the absent one of embedding and output the other.</summary>
    public void Tie(bool outputMayServeAsEmbedding)
    {
        if (outputMayServeAsEmbedding && Find(TensorNames.Embedding) is null && _tensors.Remove(TensorNames.Output, out var output))
        {
            _tensors[TensorNames.Embedding] = Renamed(output, TensorNames.Embedding);
        }
        if (Find(TensorNames.Output) is null && Find(TensorNames.Embedding) is { } embedding) _tensors[TensorNames.Output] = embedding;
    }

    /// <summary>Vocabulary size: the rows of the embedding.</summary>
    public int Vocab(long? declared)
    {
        var rows = (Find(TensorNames.Embedding) ?? throw Missing(TensorNames.Embedding)).Rows;
        // Rows may be padded beyond the vocabulary; tokens without a row would be read from beyond the tensor.
        if (declared > rows) throw new ModelFileException($"{path}: the vocabulary has {declared} tokens but {NameInFile(TensorNames.Embedding)} only {rows} rows");
        return rows;
    }

    public void Check(ModelConfig config, Architecture architecture)
    {
        var known = new HashSet<string> { TensorNames.RopeFactors };
        foreach (var (name, rows, columns) in RequiredTensors.Of(config, architecture))
        {
            var tensor = Find(name) ?? throw Missing(name);
            if (tensor.Rows != rows || tensor.Columns != columns)
            {
                throw new ModelFileException($"{path}: tensor {NameInFile(name)} should have {rows} rows of {columns} but has {tensor.Rows} of {tensor.Columns}");
            }
            known.Add(name);
        }
        var stranger = _tensors.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (stranger is not null) throw new ModelFileException($"{path}: tensor {Quoted.Text(NameInFile(stranger))} has no place in a {architecture.Name} model of {config.Layers} layers");
    }

    private static unsafe Tensor Renamed(Tensor tensor, string name) => new(name, tensor.Type, tensor.Rows, tensor.Columns) { Data = tensor.Data };

    private ModelFileException Missing(string name) => new($"{path}: tensor {NameInFile(name)} is missing");
}
