namespace Orchestrator.ModelFiles;

/// <summary>
/// The tensors of one model while it is being opened. Two things are checked: each tensor the architecture needs is there in its shape,
/// and nothing else is, because a weight that the forward pass does not know (an adapter's, a quantiser's scale) would change the model's answers.
/// </summary>
/// <param name="path">Of the file or folder, for messages.</param>
/// <param name="nameInFile">Translates a GGUF name into the file's own.</param>
internal sealed class TensorTable(string path, Func<string, string> nameInFile)
{
    private readonly Dictionary<string, Tensor> _tensors = [];

    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    public Tensor? Find(string name) => _tensors.GetValueOrDefault(name);

    public void Add(Tensor tensor)
    {
        if (!_tensors.TryAdd(tensor.Name, tensor)) throw new ModelFileException($"{path}: tensor {Quoted.Text(nameInFile(tensor.Name))} is there twice");
    }

    /// <summary>Lets one tensor serve as embedding and output where only one of them is there.</summary>
    /// <param name="outputMayServeAsEmbedding">Hugging Face keeps one of the two, and not always the embedding.</param>
    public void Tie(bool outputMayServeAsEmbedding)
    {
        if (outputMayServeAsEmbedding && Find(TensorNames.Embedding) is null && _tensors.Remove(TensorNames.Output, out var output))
        {
            _tensors[TensorNames.Embedding] = Renamed(output, TensorNames.Embedding);
        }
        if (Find(TensorNames.Output) is null && Find(TensorNames.Embedding) is { } embedding) _tensors[TensorNames.Output] = embedding;
    }

    /// <summary>Makes the embedding the output even if there is another one.</summary>
    public void TieAlways()
    {
        Tie(outputMayServeAsEmbedding: true);
        if (Find(TensorNames.Embedding) is { } embedding) _tensors[TensorNames.Output] = embedding;
    }

    /// <summary>Vocabulary size: the rows of the embedding.</summary>
    /// <param name="declared">Tokens the tokenizer or the configuration speaks of.</param>
    public int Vocab(long? declared)
    {
        var rows = (Find(TensorNames.Embedding) ?? throw Missing(TensorNames.Embedding)).Rows;
        // Rows may be padded beyond the vocabulary, but a token without a row would be read from beyond the tensor.
        if (declared > rows) throw new ModelFileException($"{path}: the vocabulary has {declared} tokens but tensor {nameInFile(TensorNames.Embedding)} only {rows} rows");
        return rows;
    }

    public void Check(ModelConfig config, Architecture architecture)
    {
        TensorPlacement.CheckOverlaps(path, _tensors.Values.Distinct(), nameInFile);
        var known = new HashSet<string> { TensorNames.RopeFactors };
        foreach (var (name, rows, columns) in RequiredTensors.Of(config, architecture))
        {
            var tensor = Find(name) ?? throw Missing(name);
            if (tensor.Rows != rows || tensor.Columns != columns)
            {
                throw new ModelFileException($"{path}: tensor {nameInFile(name)} should have {rows} x {columns} numbers (rows x columns) but has {tensor.Rows} x {tensor.Columns}");
            }
            known.Add(name);
        }
        var stranger = _tensors.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (stranger is not null) throw new ModelFileException($"{path}: tensor {Quoted.Text(nameInFile(stranger))} has no place in a {architecture.Name} model of {config.Layers} layers");
    }

    private static unsafe Tensor Renamed(Tensor tensor, string name) => new(name, tensor.Type, tensor.Rows, tensor.Columns) { Data = tensor.Data };

    private ModelFileException Missing(string name) => new($"{path}: tensor {nameInFile(name)} is missing");
}
