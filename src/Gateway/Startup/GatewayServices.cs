using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orchestrator.Gateway.Admin;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Health;
using Orchestrator.Gateway.Links;
using Orchestrator.Gateway.Metering;
using Orchestrator.Gateway.OpenAi.Endpoints;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Hosting.Security;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Gateway.Startup;

/// <summary>Puts the gateway into a process: alone, or beside a silo.</summary>
public static class GatewayServices
{
    public static void AddGateway(this WebApplicationBuilder builder, GatewayOptions options, ModelCatalog catalog, AdminKey adminKey, string clusterSecret)
    {
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(catalog);
        services.AddSingleton(adminKey);
        services.AddSingleton(new ClusterSecret(clusterSecret));
        services.AddSingleton<WorkerConnections>();
        services.AddSingleton<RequestPlans>();
        services.AddSingleton<AnswerMeter>();
        services.AddSingleton<AnswerFactory>();
        services.AddSingleton<DrainGate>();
        services.AddSingleton<PoolPolicies>();
        services.AddHostedService(provider => provider.GetRequiredService<PoolPolicies>());
        services.AddSingleton<AnswerDoor>();
        services.AddSingleton<ChatEndpoint>();
        services.AddSingleton<CompletionEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<PoolEndpoints>();
        services.AddSingleton<WorkerEndpoints>();
        services.AddSingleton<RequestEndpoints>();
        services.AddSingleton<DecisionEndpoints>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<AdminEndpoints>();
        services.AddSingleton<HealthEndpoints>();
        services.AddHostedService<GatewayDrain>();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(15));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhostOnly(options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            // A stream may be silent while a long prompt is computed.
            kestrel.Limits.MinResponseDataRate = null;
        });
    }

    /// <param name="app">The process.</param>
    /// <param name="process">gateway, or silo when it is beside one.</param>
    public static void MapGateway(this WebApplication app, string process)
    {
        var services = app.Services;
        app.MapTelemetry();
        foreach (var model in services.GetRequiredService<ModelCatalog>().Names) services.GetRequiredService<AnswerMeter>().Begin(model);
        app.MapMetricTargets(process, services.GetRequiredService<ModelCatalog>().Names);
        app.MapPost("/v1/chat/completions", services.GetRequiredService<ChatEndpoint>().HandleAsync);
        app.MapPost("/v1/completions", services.GetRequiredService<CompletionEndpoint>().HandleAsync);
        app.MapGet("/v1/models", services.GetRequiredService<ModelsEndpoint>().ListAsync);
        app.MapGet("/v1/models/{id}", services.GetRequiredService<ModelsEndpoint>().ShowAsync);
        services.GetRequiredService<AdminEndpoints>().Map(app);
        services.GetRequiredService<HealthEndpoints>().Map(app);
        app.MapFallback(context => OpenAiErrorJson.AnswerAsync(context.Response, Refusals.UnknownUrl(context.Request.Method, context.Request.Path), context.RequestAborted));
    }

    private static void ListenLocalhostOnly(this KestrelServerOptions kestrel, int port) => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
}
