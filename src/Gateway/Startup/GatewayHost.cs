using Orchestrator.Gateway.Admin;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Processes;
using Orchestrator.Hosting.Settings;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Gateway.Startup;

/// <summary>Builds and runs a gateway as a process of its own, a client of a silo elsewhere; returns its exit code.</summary>
internal static class GatewayHost
{
    private static readonly IReadOnlyList<Setting> s_settings =
    [
        .. PoolSettings.All,
        .. GatewayOptions.Settings,
        new("--context", "Context", "Longest sequence, prompt and answer, in tokens (the model's own)."),
        .. ClusterOptions.JoinSettings,
        .. Telemetry.Settings,
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLineSettings.Read("A gateway: the OpenAI-compatible HTTP API of an orchestrator.", s_settings, args, out var exitCode) is not { } given) return exitCode;
        try
        {
            await using var app = Build(given, out var options, out var key);
            await PortLease.StartAsync(app, options.Port);
            Console.WriteLine($"ready http://127.0.0.1:{options.Port}");
            if (key.File is not null) Console.WriteLine($"  admin key in {key.File}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (WrongUseException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return CommandLineSettings.WrongUse;
        }
    }

    private static WebApplication Build(IReadOnlyDictionary<string, string?> given, out GatewayOptions options, out AdminKey key)
    {
        var builder = ProcessHost.CreateBuilder(given);
        var reader = new SettingReader(builder.Configuration, s_settings);
        options = GatewayOptions.Read(reader);
        var cluster = ClusterOptions.ToJoin(reader);
        var catalog = ModelCatalog.Load(PoolSettings.Read(reader), options.Context, TimeProvider.System);
        key = AdminKey.Obtain(options);
        builder.AddTelemetry("gateway", $"{Environment.MachineName}:{options.Port}");
        builder.AddClusterClient(cluster);
        builder.AddGateway(options, catalog, key, cluster.Secret);
        var app = builder.Build();
        app.MapGateway("gateway");
        return app;
    }
}
