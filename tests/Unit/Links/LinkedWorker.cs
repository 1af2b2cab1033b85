using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Links;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Unit.Links;

/// <summary>A whole worker without its process: the real engine behind the real link.</summary>
internal sealed class LinkedWorker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LinkedWorker(TestWorker worker, bool isLoaded)
    {
        Worker = worker;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Loaded);
        builder.Services.AddSingleton(new ClusterSecret(worker.Shape.Secret));
        _app = builder.Build();
        _app.MapGrpcService<GatewayLinks>();
        if (isLoaded) Load();
    }

    public static async Task<LinkedWorker> StartAsync(WorkerShape? shape = null, bool isLoaded = true)
    {
        var linked = new LinkedWorker(new TestWorker(shape), isLoaded);
        await linked._app.StartAsync();
        return linked;
    }

    public TestWorker Worker { get; }

    public WorkerLife Life => Worker.Identity.Life;

    public string WorkEndpoint => new Uri(_app.Urls.First()).Authority;

    public WorkerTarget Target(string? kvEndpoint = null, string? workEndpoint = null) =>
        new(Life, Epoch: 0, workEndpoint ?? WorkEndpoint, kvEndpoint ?? Worker.KvEndpoint, Worker.Shape.Fingerprint, default);

    private ServingWorker Loaded { get; } = new();

    /// <summary>Loading is over.</summary>
    public void Load() => Loaded.Serving = new Serving(Worker.Engine, Worker.Identity, Worker.Backend.Kv, Worker.Traffic, Worker.Backend.Device, Worker.Shape.Limits.MaxContext, 256);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        await Worker.DisposeAsync();
    }
}
