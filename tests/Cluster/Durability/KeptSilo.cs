using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Cluster.Silos;
using Orchestrator.Grains.Storage;
using Orleans.Storage;

namespace Orchestrator.Cluster.Durability;

/// <summary>One silo with a store that fails when it is told to.</summary>
public sealed class KeptSilo() : TestSilos(1, TimeProvider.System)
{
    internal MoodyStorage Store { get; } = new();

    protected override void AddStorage(ISiloBuilder silo)
    {
        silo.Services.AddSingleton(new OpenedStore("moody", "here", 0, []));
        silo.Services.AddKeyedSingleton<IGrainStorage>(PoolStorage.Provider, Store);
    }
}
