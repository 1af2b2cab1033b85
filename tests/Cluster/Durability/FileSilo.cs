using Orchestrator.Cluster.Silos;
using Orchestrator.Grains.Storage;

namespace Orchestrator.Cluster.Durability;

/// <summary>One silo with the data file of the product.</summary>
public sealed class FileSilo() : TestSilos(1, TimeProvider.System)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-cluster-data-").FullName;
    private DataFile? _file;

    protected override void AddStorage(ISiloBuilder silo) => silo.AddPoolsInFile(_file = DataFile.Open(_folder));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
