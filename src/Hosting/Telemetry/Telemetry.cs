using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>What a process tells of itself: numbers for Prometheus at /metrics always; numbers, traces and logs over OTLP when an endpoint is set.</summary>
public static class Telemetry
{
    /// <summary>The name of our own meter.</summary>
    public const string Meter = "Orchestrator";

    /// <summary>Settings of every process.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new("--otlp", OtlpKey, "OpenTelemetry collector that gets metrics, traces and logs, such as http://127.0.0.1:4317 (none; OTEL_EXPORTER_OTLP_ENDPOINT and the other OTEL_ variables count too)."),
    ];

    /// <summary>Our own spans. Nothing is made, or paid for, while nobody listens: without an OTLP endpoint nobody does.</summary>
    public static ActivitySource Source { get; } = new(Meter);

    private const string OtlpKey = "Telemetry:Otlp";
    private const string StandardPrefix = "OTEL_";
    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] s_endpoints = [StandardEndpoint, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    /// <param name="builder">The process.</param>
    /// <param name="process">silo, gateway or worker: the service's name is orchestrator-… unless OTEL_SERVICE_NAME says otherwise.</param>
    /// <param name="instance">Tells it from others of its kind.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string process, string instance)
    {
        // The SDK reads its variables from the configuration, which takes only ours from the environment.
        builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => v.Key is string name && name.StartsWith(StandardPrefix, StringComparison.Ordinal)).Select(v => KeyValuePair.Create((string)v.Key, v.Value as string)));
        if (builder.Configuration[OtlpKey] is { Length: > 0 } given) builder.Configuration[StandardEndpoint] = Checked(given);
        builder.Logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);

        var telemetry = builder.Services.AddOpenTelemetry()
            // Later detectors win: what the environment says of the service counts.
            .ConfigureResource(resource => resource.Clear().AddTelemetrySdk().AddService($"orchestrator-{process}", serviceInstanceId: instance).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(Meter, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "System.Runtime")
                .AddView(MetricViews.Of)
                .AddInstrumentation(() => new ProcessMeter())
                .AddPrometheusExporter(o => o.ScopeInfoEnabled = false));
        if (!s_endpoints.Any(name => builder.Configuration[name] is { Length: > 0 })) return;
        telemetry
            .WithTracing(traces => traces.AddSource(Meter, "Microsoft.Orleans.Application").AddProcessor(new CallsOfRequests()))
            .WithLogging(null, logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true))
            .UseOtlpExporter();
    }

    private static string Checked(string endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? endpoint
        : throw new WrongUseException($"--otlp is '{endpoint}'; it must be an address such as http://127.0.0.1:4317");
}
