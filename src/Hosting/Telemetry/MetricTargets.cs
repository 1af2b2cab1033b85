using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>GET /metrics/targets: this process and all workers of its pools, as Prometheus' HTTP service discovery asks for them. Workers listen on free ports, so nobody can list them by hand.</summary>
public static class MetricTargets
{
    /// <param name="app">The process.</param>
    /// <param name="process">silo or gateway.</param>
    /// <param name="pools">The pools whose workers are listed.</param>
    public static void MapMetricTargets(this WebApplication app, string process, IReadOnlyList<string> pools)
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        app.MapGet("/metrics/targets", async () =>
        {
            var targets = new List<Target> { new([AddressOf(app.Services.GetRequiredService<IServer>())], new Dictionary<string, string> { ["process"] = process }) };
            foreach (var pool in pools)
                foreach (var worker in await grains.GetGrain<IGpuPoolGrain>(pool).Workers())
                    if (worker.Status is { MetricsEndpoint.Length: > 0, State: not WorkerState.Lost } status)
                        targets.Add(new Target([status.MetricsEndpoint], new Dictionary<string, string> { ["process"] = "worker", ["pool"] = pool, ["worker"] = status.Life.Worker.Value }));
            return Results.Json(targets);
        });
    }

    /// <summary>host:port of the first address that the process listens on for HTTP.</summary>
    public static string AddressOf(IServer server) => new Uri(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("the server has no address")).Authority;

    private sealed record Target(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Labels);
}
