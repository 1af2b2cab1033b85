namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>The files of a Hugging Face folder that make up the model (not its tokenizer).</summary>
/// <param name="Path">The folder.</param>
/// <param name="Config">config.json.</param>
/// <param name="Weights">The safetensors files, by name.</param>
/// <param name="Index">model.safetensors.index.json, when the weights are in shards.</param>
/// <param name="ShardOf">Which of the shards the index expects each tensor in, by file name.</param>
internal sealed record ModelFolder(string Path, string Config, IReadOnlyList<string> Weights, string? Index, IReadOnlyDictionary<string, string> ShardOf)
{
    public IEnumerable<string> Files => Index is null ? [Config, .. Weights] : [Config, Index, .. Weights];

    public static ModelFolder Read(string path)
    {
        var config = Inside("config.json");
        if (!File.Exists(config)) throw new ModelFileException($"{path}: this folder has no config.json; a model is a GGUF file or a Hugging Face folder");
        var whole = Inside("model.safetensors");
        if (File.Exists(whole)) return new ModelFolder(path, config, [whole], null, new Dictionary<string, string>());
        var index = Inside("model.safetensors.index.json");
        if (!File.Exists(index)) throw new ModelFileException($"{path}: this folder has neither model.safetensors nor model.safetensors.index.json");

        var fields = JsonFields.Read(index);
        var shardOf = new Dictionary<string, string>();
        foreach (var (tensor, shard) in (fields.Object("weight_map") ?? throw fields.Error("weight_map is missing")).AllStrings())
        {
            if (!shardOf.TryAdd(tensor, shard)) throw fields.Error($"tensor {Quoted.Text(tensor)} is there twice");
        }
        string[] shards = [.. shardOf.Values.Distinct().Order(StringComparer.Ordinal)];
        foreach (var shard in shards)
        {
            // A name with a folder in it could lead anywhere.
            if (shard is "" or "." or ".." || shard.AsSpan().ContainsAny('/', '\\', '\0')) throw fields.Error($"{Quoted.Text(shard)} is not the name of a file in this folder");
            if (!File.Exists(Inside(shard))) throw fields.Error($"the shard {Quoted.Text(shard)} is missing");
        }
        return new ModelFolder(path, config, [.. shards.Select(Inside)], index, shardOf);

        string Inside(string name) => System.IO.Path.Combine(path, name);
    }
}
