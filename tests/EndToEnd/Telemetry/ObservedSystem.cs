using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>Two workers whose prompts are split from 128 tokens on, and a collector that all processes send to.</summary>
public sealed class ObservedSystem : IAsyncLifetime
{
    private readonly OtlpReceiver _receiver = new();
    private ServingSystem? _running;

    internal ServingSystem Running => _running ?? throw new InvalidOperationException("the system has not been started");

    internal OtlpReceiver Receiver => _receiver;

    public async ValueTask InitializeAsync() => _running = await ServingSystem.StartAsync(OtlpReceiver.Settings,
        "--model", GoldenModels.File("end-to-end").Path, "--prefill", "1", "--decode", "1", "--otlp", _receiver.Address);

    public async ValueTask DisposeAsync()
    {
        if (_running is not null) await _running.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
