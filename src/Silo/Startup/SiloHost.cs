using Orchestrator.Gateway.Admin;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Startup;
using Orchestrator.Grains.Pools;
using Orchestrator.Grains.Routing;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Processes;
using Orchestrator.Hosting.Security;
using Orchestrator.Hosting.Settings;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Silo.Supervision;

namespace Orchestrator.Silo.Startup;

/// <summary>The one command: a silo with its grains, the gateway beside it, and the workers it starts. Returns the exit code.</summary>
internal static class SiloHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLineSettings.Read("Serves language models on this machine: silo, gateway and workers from one command.", SiloOptions.Settings, args, out var exitCode) is not { } given) return exitCode;
        try
        {
            var builder = ProcessHost.CreateBuilder(given);
            var reader = new SettingReader(builder.Configuration, SiloOptions.Settings);
            var options = SiloOptions.Read(reader);
            var gateway = GatewayOptions.Read(reader);
            if (!options.NoGateway) PortLease.Check(gateway.Port);
            return await ServeAsync(builder, reader, options, gateway);
        }
        catch (WrongUseException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return CommandLineSettings.WrongUse;
        }
    }

    private static async Task<int> ServeAsync(WebApplicationBuilder builder, SettingReader reader, SiloOptions options, GatewayOptions gateway)
    {
        // Before anything starts: a model that cannot be served is the most likely mistake.
        var catalog = ModelCatalog.Load(options.Pools, gateway.Context, TimeProvider.System);
        using var ports = SiloPorts.Take(reader);
        var cluster = new ClusterOptions(reader.Text("Cluster:Id") ?? Guid.NewGuid().ToString("N"), ports.Silo, ports.Client, SecretFor(reader, options));
        var lines = new List<string>();
        using var store = PoolStore.Open(gateway.DataFolder, options.Redis);
        builder.AddTelemetry("silo", $"{Environment.MachineName}:{cluster.SiloPort}");
        builder.AddClusterSilo(cluster, store.AddTo);
        builder.Services.Configure<PoolOptions>(builder.Configuration.GetSection("Pool"));
        builder.Services.PostConfigure<PoolOptions>(pool => pool.Served = [.. options.Pools.Select(p => p.Name)]);
        builder.Services.Configure<RouterOptions>(builder.Configuration.GetSection("Router"));
        builder.Services.PostConfigure<RouterOptions>(router => router.Rule = options.Routing);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(gateway);
        builder.Services.AddSingleton(cluster);
        if (!options.NoGateway)
        {
            var key = AdminKey.Obtain(gateway);
            if (key.File is not null) lines.Add($"admin   key in {key.File}");
            builder.AddGateway(gateway, catalog, key, cluster.Secret);
        }
        // Left alone the web server would take port 5000; two silos would meet there.
        else builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, options.MetricsPort ?? 0));
        if (options.NoGateway || options.NoWorkers) lines.Add($"join    --cluster-id {cluster.ClusterId} --client-port {cluster.ClientPort}, with the same {ClusterOptions.SecretVariable}");
        builder.AddWorkers(reader, options, cluster);
        lines.AddRange(store.Lines);
        builder.Services.AddSingleton(new Announcements(lines));
        builder.Services.AddHostedService<ReadyReport>();
        await using var app = builder.Build();
        foreach (var report in store.Reports) app.Logger.LogWarning("{Report}", report);
        if (!options.NoGateway) app.MapGateway("silo");
        else
        {
            app.MapTelemetry();
            app.MapMetricTargets("silo", [.. options.Pools.Select(p => p.Name)]);
        }
        return await RunAsync(app, options.NoGateway ? options.MetricsPort ?? 0 : gateway.Port);
    }

    private static void AddWorkers(this WebApplicationBuilder builder, SettingReader reader, SiloOptions options, ClusterOptions cluster)
    {
        IReadOnlyList<WorkerSpec> workers = options.NoWorkers ? [] : WorkerSpec.All(options, cluster);
        builder.Services.AddSingleton(workers);
        if (workers.Count == 0) return;
        builder.Services.AddSingleton(WorkerProgram.Find(reader.Text("Workers:Path")));
        builder.Services.AddSingleton<WorkerSupervisor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WorkerSupervisor>());
    }

    private static async Task<int> RunAsync(WebApplication app, int port)
    {
        using var second = SecondSignal.Watch();
        await PortLease.StartAsync(app, port);
        await app.WaitForShutdownAsync();
        return app.Services.GetService<WorkerSupervisor>()?.Failure switch
        {
            null => 0,
            WrongUseException wrong => throw wrong,
            var failure => Fail(failure),
        };
    }

    private static int Fail(Exception failure)
    {
        Console.Error.WriteLine($"error: the workers cannot be kept running: {failure.Message}");
        return 1;
    }

    // Processes that are started apart must be told the secret; those started here get one of their own.
    private static string SecretFor(SettingReader reader, SiloOptions options) => ClusterOptions.ReadSecret(reader) ?? (options.NoGateway || options.NoWorkers
        ? throw new WrongUseException($"{ClusterOptions.SecretVariable} is not set: parts that are started apart must share a secret")
        : ClusterSecret.Generate());
}
