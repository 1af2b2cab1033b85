using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Orchestrator.Workers.Startup;

/// <summary>Where gateways reach this process; known once the server has chosen a free port.</summary>
public sealed class WorkEndpoint
{
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkEndpoint(IHostApplicationLifetime lifetime, IServer server) => lifetime.ApplicationStarted.Register(() =>
    {
        var urls = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToList() ?? [];
        if (urls.Count == 0) throw new InvalidOperationException("the server has no address");
        Metrics = new Uri(urls[^1]).Authority;
        _address.SetResult(new Uri(urls[0]).Authority);
    });

    /// <summary>host:port of /metrics; empty before <see cref="Address"/> is known.</summary>
    public string Metrics { get; private set; } = "";

    /// <summary>host:port.</summary>
    public Task<string> Address => _address.Task;
}
