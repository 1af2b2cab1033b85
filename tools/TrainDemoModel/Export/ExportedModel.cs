using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.ModelFiles.Gguf;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Network;
using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Export;

/// <summary>A file that <see cref="GgufExport"/> wrote, read back to be trained further: its shape, its vocabulary, and its weights as they were before the export, but for the rounding of its type.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly ModelFile _file;

    /// <summary>Throws <see cref="ModelFileException"/> for a file that is no model, <see cref="ArgumentException"/> for a model that this program did not make.</summary>
    public ExportedModel(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        var metadata = GgufHeader.Read(path).Metadata;
        if (metadata.String("general.name") != GgufExport.Name) throw new ArgumentException($"{path} is '{metadata.String("general.name")}'; only what this program exported can be trained further");
        _file = ModelFile.Open(path);
        Vocabulary = DemoVocabulary.Of(metadata.Strings("tokenizer.ggml.merges") ?? []);
        var config = _file.Config;
        Shape = new NetworkShape(config.Vocab, config.Hidden, config.Layers, config.Heads, config.KvHeads, config.FeedForward, config.ContextLength);
    }

    /// <summary>The whole path.</summary>
    public string Path { get; }

    public NetworkShape Shape { get; }

    public DemoVocabulary Vocabulary { get; }

    public void Fill(DemoNetwork network)
    {
        using var _ = no_grad();
        foreach (var (name, weight) in network.Named)
        {
            using var filled = tensor(Numbers(_file.Require(name)), weight.shape);
            weight.copy_(name == TensorNames.OutputNorm ? filled / GgufExport.Sharpness : filled);
        }
    }

    public void Dispose() => _file.Dispose();

    private static float[] Numbers(ModelFiles.Tensor tensor)
    {
        var numbers = new float[(long)tensor.Rows * tensor.Columns];
        for (var row = 0; row < tensor.Rows; row++) Dequantizer.Row(tensor.Type, tensor.Row(row), numbers.AsSpan(row * tensor.Columns, tensor.Columns));
        return numbers;
    }
}
