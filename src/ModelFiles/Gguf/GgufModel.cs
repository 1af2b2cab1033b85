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
            var table = new TensorTable(path);
            foreach (var entry in header.Tensors) table.TryAdd(Locate(map, header, entry));
            CheckOverlaps(path, table.Tensors.Values);
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

    private static unsafe Tensor Locate(MappedFile map, GgufHeader header, GgufTensorEntry entry)
    {
        var quoted = Quoted.Text(entry.Name);
        var type = (TensorType)entry.Type;
        if (!Enum.IsDefined(type)) throw new ModelFileException($"{map.Path}: tensor {quoted} has the type {entry.Type}, which cannot be read");

        var columns = entry.Dimensions[0];
        var rows = entry.Dimensions.Skip(1).Aggregate((UInt128)1, (product, size) => product > long.MaxValue ? product : product * (ulong)size);
        var shape = string.Join(", ", entry.Dimensions);
        if (columns > int.MaxValue || rows > int.MaxValue) throw new ModelFileException($"{map.Path}: tensor {quoted} has the shape [{shape}], too large to use");
        if (columns % TensorTypes.BlockLength(type) != 0)
        {
            throw new ModelFileException($"{map.Path}: tensor {quoted} has rows of {columns}, not a multiple of {type}'s {TensorTypes.BlockLength(type)}");
        }

        var offset = (UInt128)header.DataStart + entry.Offset;
        var bytes = rows * (ulong)TensorTypes.RowBytes(type, columns);
        if (offset + bytes > (ulong)map.Length)
        {
            throw new ModelFileException($"{map.Path}: tensor {quoted} needs {bytes:N0} bytes at byte {offset:N0} but the file ends at {map.Length:N0}");
        }
        if (entry.Offset % (ulong)header.Alignment != 0)
        {
            throw new ModelFileException($"{map.Path}: tensor {quoted} at byte {offset:N0} is not aligned to {header.Alignment} bytes");
        }
        return new Tensor(entry.Name, type, (int)rows, (int)columns) { Data = map.Start + (long)offset };
    }

    private static unsafe void CheckOverlaps(string path, IEnumerable<Tensor> tensors)
    {
        var end = (byte*)null;
        var before = "";
        foreach (var tensor in tensors.OrderBy(t => (nint)t.Data))
        {
            if (tensor.Data < end) throw new ModelFileException($"{path}: tensors {Quoted.Text(before)} and {Quoted.Text(tensor.Name)} overlap");
            end = tensor.Data + tensor.Rows * tensor.RowBytes;
            before = tensor.Name;
        }
    }
}
