using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orchestrator.Grains.Pools;
using Orchestrator.Grains.Routing;
using Orchestrator.Grains.Storage;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Processes;

namespace Orchestrator.Bench.Router;

/// <summary>The child process: a silo as the product starts it, with the product's grains and <see cref="SiloGauge"/>. It ends when its parent does.</summary>
internal static class SiloPart
{
    /// <summary>The child says this, its cluster's id and its port for clients once it can be called.</summary>
    public const string Ready = "ready";

    public static int Run(Arguments arguments)
    {
        var shards = arguments.Take("--shards", 1);
        var rule = RouterBenchOptions.ReadRule(arguments.TakeNeeded("--rule"));
        arguments.End();
        var secret = Environment.GetEnvironmentVariable(ClusterOptions.SecretVariable) ?? throw new WrongUseException($"{ClusterOptions.SecretVariable} is not set: this part is started by bench router");
        using PortLease silo = PortLease.TakeFree(), client = PortLease.TakeFree();
        var cluster = new ClusterOptions(Guid.NewGuid().ToString("N"), silo.Port, client.Port, secret);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        // Orleans tells of every call that comes late; the figures do so as well.
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddHostedService<ParentWatch>();
        builder.AddClusterSilo(cluster, silo => silo.AddPoolsInMemory());
        builder.Services.Configure<PoolOptions>(o => o.KvShards = shards);
        builder.Services.Configure<RouterOptions>(o => o.Rule = rule);
        return ServeAsync(builder.Build(), cluster).GetAwaiter().GetResult();
    }

    private static async Task<int> ServeAsync(IHost host, ClusterOptions cluster)
    {
        using (host)
        {
            await host.StartAsync();
            Console.WriteLine($"{Ready} {cluster.ClusterId} {cluster.ClientPort}");
            await host.WaitForShutdownAsync();
        }
        return 0;
    }
}
