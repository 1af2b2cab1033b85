using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Orchestrator.Workers.Startup;

/// <summary>Where gateways reach this process; known once the server has chosen a free port.</summary>
public sealed class WorkEndpoint
{
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkEndpoint(IHostApplicationLifetime lifetime, IServer server) => lifetime.ApplicationStarted.Register(() =>
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? throw new InvalidOperationException("the server has no address");
        _address.SetResult(new Uri(url).Authority);
    });

    /// <summary>host:port.</summary>
    public Task<string> Address => _address.Task;
}
