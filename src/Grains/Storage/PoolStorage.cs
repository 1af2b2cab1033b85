using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orchestrator.Grains.Storage;

/// <summary>The storage provider of the pools' durable state. A silo has one: in memory, in a file, or another provider under the same name.</summary>
public static class PoolStorage
{
    public const string Provider = "pools";

    /// <summary>Nothing outlives the silos.</summary>
    public static void AddPoolsInMemory(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton(OpenedStore.Memory);
        silo.AddMemoryGrainStorage(Provider, memory => memory.Configure(o => o.GrainStorageSerializer = new StoredJson()));
    }

    /// <summary>In a file that is open; it is closed with the silo.</summary>
    public static void AddPoolsInFile(this ISiloBuilder silo, DataFile file)
    {
        silo.Services.AddSingleton(OpenedStore.Of(file));
        silo.Services.AddKeyedSingleton<IGrainStorage>(Provider, new FileGrainStorage(file, new StoredJson()));
    }
}
