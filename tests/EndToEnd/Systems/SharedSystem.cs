using Orchestrator.Tests;
using Xunit;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A system with the end-to-end model that serves all tests of a class, because starting takes seconds.</summary>
public abstract class SharedSystem(params string[] options) : IAsyncLifetime
{
    private ServingSystem? _running;

    internal ServingSystem Running => _running ?? throw new InvalidOperationException("the system has not been started");

    public async ValueTask InitializeAsync() => _running = await ServingSystem.StartAsync([.. options, "--model", GoldenModels.File("end-to-end").Path]);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_running is not null) await _running.DisposeAsync();
    }
}

/// <summary>One prefill and one decode worker; long prompts are split over them.</summary>
public sealed class AutoSystem() : SharedSystem("--prefill", "1", "--decode", "1", "--disaggregate", "auto");

/// <summary>One prefill and one decode worker; every request is split over them.</summary>
public sealed class SplitSystem() : SharedSystem("--prefill", "1", "--decode", "1", "--disaggregate", "always");

/// <summary>One worker that does everything.</summary>
public sealed class MixedSystem() : SharedSystem("--mixed", "1");

/// <summary>Two workers of each role.</summary>
public sealed class WideSystem() : SharedSystem("--prefill", "2", "--decode", "2", "--disaggregate", "always");

/// <summary>Small steps, so that a prompt takes many of them and there is time to harm it.</summary>
public sealed class SlowSystem() : SharedSystem("--prefill", "1", "--decode", "1", "--disaggregate", "always", "--token-budget", "8");
