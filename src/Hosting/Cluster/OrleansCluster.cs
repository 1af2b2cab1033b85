using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orchestrator.Hosting.Security;
using Orleans.Configuration;

namespace Orchestrator.Hosting.Cluster;

/// <summary>
/// Joins Orleans as a silo or as a client. The one place that knows the clustering provider and the settings that decide how fast a dead
/// process is noticed.
/// </summary>
public static class OrleansCluster
{
    /// <param name="builder">The process.</param>
    /// <param name="cluster">How it finds the others.</param>
    /// <param name="storage">Adds the storage providers that its grains ask for.</param>
    public static void AddClusterSilo(this IHostApplicationBuilder builder, ClusterOptions cluster, Action<ISiloBuilder> storage)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        var guard = new LinkGuard(new ClusterSecret(cluster.Secret));
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.ClientPort, cluster.Silo, ClusterOptions.ServiceId, cluster.ClusterId);
            silo.Configure<EndpointOptions>(o =>
            {
                o.AdvertisedIPAddress = IPAddress.Loopback;
                o.SiloListeningEndpoint = cluster.Silo;
                o.GatewayListeningEndpoint = cluster.Client;
            });
            // Defaults notice a killed silo after 15 s; these after about 1 s. Shorter probes declare starved processes dead.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1);
                o.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
                o.MaxProbeTimeout = TimeSpan.FromSeconds(2);
                o.NumMissedProbesLimit = 3;
                o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
            });
            silo.Configure<SiloMessagingOptions>(o =>
            {
                o.ResponseTimeout = TimeSpan.FromSeconds(5);
                o.CancelRequestOnTimeout = true;
            });
            silo.Configure<SiloConnectionOptions>(o =>
            {
                o.ConfigureGatewayInboundConnection(b => b.Use(guard.Answer));
                o.ConfigureSiloInboundConnection(b => b.Use(guard.Answer));
                o.ConfigureSiloOutboundConnection(b => b.Use(guard.Call));
            });
            silo.AddKvStreams();
            silo.AddActivityPropagation();
            storage(silo);
            Configure(silo.Services);
        });
    }

    public static void AddClusterClient(this IHostApplicationBuilder builder, ClusterOptions cluster)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        var guard = new LinkGuard(new ClusterSecret(cluster.Secret));
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(cluster.ClientPort, ClusterOptions.ServiceId, cluster.ClusterId);
            client.Configure<ClientMessagingOptions>(o =>
            {
                o.ResponseTimeout = TimeSpan.FromSeconds(2);
                o.CancelRequestOnTimeout = true;
            });
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientConnectionOptions>(o => o.ConfigureConnection(b => b.Use(guard.Call)));
            client.UseConnectionRetryFilter(async (_, cancellation) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
                return true;
            });
            client.AddKvStreams();
            client.AddActivityPropagation();
            Configure(client.Services);
        });
    }

    private static void Configure(IServiceCollection services) => services.Configure<ConnectionOptions>(o =>
    {
        o.OpenConnectionTimeout = TimeSpan.FromSeconds(1);
        o.ConnectionRetryDelay = TimeSpan.FromMilliseconds(200);
    });
}
