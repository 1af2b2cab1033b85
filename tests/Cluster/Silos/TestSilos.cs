using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Grains.Pools;
using Orchestrator.Grains.Routing;
using Orchestrator.Grains.Storage;
using Orchestrator.Hosting.Cluster;
using Orleans.Configuration;
using Orleans.TestingHost;
using Xunit;

namespace Orchestrator.Cluster.Silos;

/// <summary>Silos in this process with the real grains, and a client beside them.</summary>
public class TestSilos(short silos, TimeProvider time) : IAsyncLifetime
{
    /// <summary>Requests that may wait in a router: few, so that tests can fill its queue.</summary>
    public const int MaxWaiting = 6;

    /// <summary>The grains' clock.</summary>
    public TimeProvider Time => time;

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public IGrainFactory Grains => Cluster.Client;

    public virtual async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.ClearProviders());
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(time);
            silo.Configure<RouterOptions>(o => (o.MaxWaiting, o.Seed) = (MaxWaiting, 1));
            silo.Configure<PoolOptions>(o => o.Forget = TimeSpan.FromMinutes(1));
            silo.AddKvStreams();
            AddStorage(silo);
            Configure(silo);
            // As src/Hosting sets them.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1);
                o.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
                o.MaxProbeTimeout = TimeSpan.FromSeconds(2);
                o.NumMissedProbesLimit = 3;
            });
        });
        builder.ConfigureClient(client =>
        {
            client.AddKvStreams();
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(2));
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync();
    }

    /// <summary>Where pools are kept.</summary>
    protected virtual void AddStorage(ISiloBuilder silo) => silo.AddPoolsInMemory();

    /// <summary>Adds what one class of tests needs.</summary>
    protected virtual void Configure(ISiloBuilder silo) { }

    /// <summary>The silo where a grain is active.</summary>
    public string PlaceOf(IAddressable grain) => Cluster.TryGetGrainContext(grain.GetGrainId(), out var context)
        ? context.Address.SiloAddress!.ToString()
        : throw new InvalidOperationException($"{grain.GetGrainId()} is nowhere active");

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Cluster.DisposeAsync();
    }
}
