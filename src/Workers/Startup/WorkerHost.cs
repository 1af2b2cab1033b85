using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Processes;
using Orchestrator.Hosting.Security;
using Orchestrator.Hosting.Settings;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Workers.KvEvents;
using Orchestrator.Workers.Links;
using Orchestrator.Workers.Metering;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Startup;

/// <summary>Builds and runs a worker process; returns its exit code.</summary>
internal static class WorkerHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLineSettings.Read("A worker: one accelerator's engine, in a pool of an orchestrator.", WorkerOptions.Settings, args, out var exitCode) is not { } given) return exitCode;
        try
        {
            await using var app = Build(given);
            // Taken now: running the application disposes its services at the end.
            var loading = app.Services.GetRequiredService<ModelLoading>();
            await app.RunAsync();
            return loading.Failure switch
            {
                null => 0,
                ModelFiles.ModelFileException or WrongUseException or Model.Ilgpu.DeviceException => CommandLineSettings.WrongUse,
                _ => 1,
            };
        }
        catch (WrongUseException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return CommandLineSettings.WrongUse;
        }
    }

    private static WebApplication Build(IReadOnlyDictionary<string, string?> given)
    {
        var builder = ProcessHost.CreateBuilder(given);
        var reader = new SettingReader(builder.Configuration, WorkerOptions.Settings);
        var options = WorkerOptions.Read(reader);
        var cluster = ClusterOptions.ToJoin(reader);

        // First of all: hosted services start one after the other, and the cluster client waits for a silo.
        if (options.Supervised) builder.Services.AddHostedService<ParentWatch>();
        builder.AddTelemetry("worker", options.Id.Value);
        builder.AddClusterClient(cluster);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(WorkerIdentity.NewLife(options.Id));
        builder.Services.AddSingleton(new ClusterSecret(cluster.Secret));
        builder.Services.AddSingleton<ServingWorker>();
        builder.Services.AddSingleton<WorkEndpoint>();
        builder.Services.AddSingleton<WorkerMeter>();
        builder.Services.AddSingleton<LeaseMeter>();
        builder.Services.AddSingleton<KvListener>();
        builder.Services.AddHosted<ModelLoading>();
        builder.Services.AddHosted<KvEventPublisher>();
        builder.Services.AddHosted<KvSnapshots>();
        builder.Services.AddHosted<LeaseKeeper>();
        builder.Services.AddSingleton<IHostLifetime, SignalPolicy>();
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = 64 << 20);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // In the order in which WorkEndpoint reads their addresses.
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, options.MetricsPort ?? 0, listen => listen.Protocols = HttpProtocols.Http1);
            // One stream lives as long as the gateway and may be silent for long.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });

        var app = builder.Build();
        app.MapTelemetry();
        app.MapGrpcService<GatewayLinks>();
        // Resolved now, so that it sees the server start.
        app.Services.GetRequiredService<WorkEndpoint>();
        app.Services.GetRequiredService<WorkerMeter>();
        return app;
    }

    private static void AddHosted<T>(this IServiceCollection services) where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
