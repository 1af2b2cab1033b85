namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>Opens a Hugging Face folder as a model.</summary>
internal static class HuggingFaceModel
{
    public static ModelFile Open(string path)
    {
        var folder = ModelFolder.Read(path);
        var reader = new HuggingFaceConfig(path, JsonFields.Read(folder.Config));
        var maps = new List<MappedFile>();
        try
        {
            var table = new TensorTable(path, HuggingFaceNames.FromGguf);
            foreach (var file in folder.Weights)
            {
                var map = MappedFile.Open(file);
                maps.Add(map);
                AddTensors(table, map);
            }
            CheckIndex(folder, table);
            if (reader.TiesEmbeddings) table.TieAlways();
            else table.Tie(outputMayServeAsEmbedding: false);
            var config = reader.Read(table.Vocab(reader.DeclaredVocab));
            table.Check(config, reader.Architecture);
            return new MappedModel(config, table.Tensors, maps);
        }
        catch
        {
            foreach (var map in maps) map.Dispose();
            throw;
        }
    }

    private static void AddTensors(TensorTable table, MappedFile map)
    {
        var header = SafetensorsHeader.Read(map);
        foreach (var entry in header.Entries)
        {
            if (HuggingFaceNames.IsRedundant(entry.Name)) continue;
            var quoted = Quoted.Text(entry.Name);
            var name = HuggingFaceNames.ToGguf(entry.Name) ?? throw new ModelFileException($"{map.Path}: tensor {quoted} has no place in a model of the supported architectures");
            var type = entry.ElementType switch
            {
                "F32" => TensorType.F32,
                "F16" => TensorType.F16,
                "BF16" => TensorType.BF16,
                var other => throw new ModelFileException($"{map.Path}: tensor {quoted} is stored as {Quoted.Text(other)}; F32, F16 and BF16 can be read"),
            };
            if (entry.Shape.Count is < 1 or > 2 || entry.Shape.Contains(0)) throw new ModelFileException($"{map.Path}: tensor {quoted} has the shape [{string.Join(", ", entry.Shape.Take(8))}]");
            var tensor = TensorPlacement.Place(map, name, entry.Name, type, [.. entry.Shape.Reverse()], (UInt128)header.DataStart + (ulong)entry.Begin);
            if (tensor.Rows * tensor.RowBytes != entry.End - entry.Begin)
            {
                throw new ModelFileException($"{map.Path}: tensor {quoted} is {entry.End - entry.Begin} bytes long but its shape takes {tensor.Rows * tensor.RowBytes}");
            }
            table.Add(tensor);
        }
    }

    // A shard of another download may lack what the index promises; the tensors themselves say where they are.
    private static void CheckIndex(ModelFolder folder, TensorTable table)
    {
        foreach (var (tensor, shard) in folder.ShardOf)
        {
            if (HuggingFaceNames.IsRedundant(tensor)) continue;
            if (HuggingFaceNames.ToGguf(tensor) is not { } name || table.Find(name) is null)
            {
                throw new ModelFileException($"{folder.Index}: tensor {Quoted.Text(tensor)} should be in {shard} but is not there");
            }
        }
    }
}
