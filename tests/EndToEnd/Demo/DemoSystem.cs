using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Demo;

/// <summary>The one command as a newcomer types it: no options, but a port that is free.</summary>
public sealed class DemoSystem : IAsyncLifetime
{
    private ServingSystem? _running;

    internal ServingSystem Running => _running ?? throw new InvalidOperationException("the system has not been started");

    public async ValueTask InitializeAsync() => _running = await ServingSystem.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_running is not null) await _running.DisposeAsync();
    }
}
