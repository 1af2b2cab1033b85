namespace Orchestrator.Hosting.Settings;

/// <summary>The settings that say which models are served, shared by silo and gateway.</summary>
public static class PoolSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("--model", "Model", "Model to serve: a GGUF file or a Hugging Face folder (a small demo model that comes along)."),
        new("--pool", "Pools", "A pool NAME=PATH[,prefill=N,decode=N,mixed=N]; repeat it to serve several models, beside --model or alone (without counts: those of the options below).", SettingKind.Repeated),
        new("--prefill", "Workers:Prefill", "Workers that run prompts (1; 0 when --mixed is given)."),
        new("--decode", "Workers:Decode", "Workers that produce answers (1; 0 when --mixed is given)."),
        new("--mixed", "Workers:Mixed", "Workers that do both (0)."),
    ];

    /// <summary>The pools to serve: one per --pool, and one named after the file for --model; with neither, the demo model's.</summary>
    public static IReadOnlyList<PoolSpec> Read(SettingReader reader)
    {
        var mixed = reader.Number("Workers:Mixed", 0, 0, PoolSpec.MaxWorkers);
        var apart = mixed > 0 ? 0 : 1;
        var counts = (reader.Number("Workers:Prefill", apart, 0, PoolSpec.MaxWorkers), reader.Number("Workers:Decode", apart, 0, PoolSpec.MaxWorkers), mixed);
        var pools = reader.List("Pools").Select(p => PoolSpec.Parse(p, counts)).ToList();
        if ((reader.Path("Model") ?? (pools.Count == 0 ? DemoModel.Path : null)) is { } path) pools.Insert(0, new PoolSpec(NameOf(path), path, counts.Item1, counts.Item2, counts.mixed));
        if (pools.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new WrongUseException($"two pools are named '{twice.Key}'");
        foreach (var pool in pools) PoolName.Check(pool.Name);
        if (pools.Find(p => p.Workers == 0) is { } empty) throw new WrongUseException($"pool '{empty.Name}' has no worker: its prefill, decode and mixed are all 0");
        return pools;
    }

    /// <summary>The pool's name when only a model is given: its file's, without .gguf.</summary>
    public static string NameOf(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
    }
}
