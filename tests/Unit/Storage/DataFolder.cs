namespace Orchestrator.Unit.Storage;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orchestrator-data-").FullName;

    public string File => System.IO.Path.Combine(Path, "pools.log");

    public IReadOnlyList<string> KeptAside => Directory.GetFiles(Path, "*.damaged-*");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
