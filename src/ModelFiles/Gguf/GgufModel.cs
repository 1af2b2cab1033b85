namespace Orchestrator.ModelFiles.Gguf;

/// <summary>Opens a GGUF file as a model.</summary>
internal static class GgufModel
{
    public static ModelFile Open(string path)
    {
        var map = MappedFile.Open(path);
        try
        {
            var header = GgufHeader.Read(map);
            var reader = new GgufConfig(path, header.Metadata);
            var table = new TensorTable(path, name => name);
            foreach (var entry in header.Tensors) table.Add(Place(map, header, entry));
            table.Tie(outputMayServeAsEmbedding: false);
            var config = reader.Read(table.Vocab(reader.DeclaredVocab), table.Find(TensorNames.RopeFactors));
            table.Check(config, reader.Architecture);
            return new MappedModel(config, table.Tensors, [map]);
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    private static Tensor Place(MappedFile map, GgufHeader header, GgufTensorEntry entry)
    {
        var type = (TensorType)entry.Type;
        if (!Enum.IsDefined(type)) throw new ModelFileException($"{map.Path}: tensor {Quoted.Text(entry.Name)} is stored in ggml's type {entry.Type}, which is not supported");
        var offset = (UInt128)header.DataStart + entry.Offset;
        if (entry.Offset % (ulong)header.Alignment != 0)
        {
            throw new ModelFileException($"{map.Path}: tensor {Quoted.Text(entry.Name)} at byte {offset} is not aligned to {header.Alignment} bytes");
        }
        return TensorPlacement.Place(map, entry.Name, entry.Name, type, entry.Dimensions, offset);
    }
}
