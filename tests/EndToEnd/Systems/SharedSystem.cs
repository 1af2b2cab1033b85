using Xunit;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A system that serves all tests of a class or collection, because starting takes seconds. Its model is end-to-end unless the options name others.</summary>
public abstract class SharedSystem(params string[] options) : IAsyncLifetime
{
    private ServingSystem? _running;

    internal ServingSystem Running => _running ?? throw new InvalidOperationException("the system has not been started");

    public async ValueTask InitializeAsync() =>
        _running = await ServingSystem.StartAsync(options.Contains("--model") || options.Contains("--pool") ? options : [.. options, "--model", GoldenModels.File("end-to-end").Path]);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_running is not null) await _running.DisposeAsync();
    }
}
