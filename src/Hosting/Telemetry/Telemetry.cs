using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>What a process tells of itself in numbers, for Prometheus at /metrics.</summary>
public static class Telemetry
{
    /// <summary>The name of our own meter.</summary>
    public const string Meter = "Orchestrator";

    public static void AddTelemetry(this IHostApplicationBuilder builder) => builder.Services.AddOpenTelemetry()
        .WithMetrics(metrics => metrics.AddMeter(Meter, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting").AddPrometheusExporter());

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
