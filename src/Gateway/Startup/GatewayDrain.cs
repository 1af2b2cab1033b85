using Orchestrator.Gateway.OpenAi.Endpoints;

namespace Orchestrator.Gateway.Startup;

/// <summary>At the end of the process: takes no new answers, and waits for those in progress before anything else stops.</summary>
internal sealed partial class GatewayDrain(DrainGate gate, GatewayOptions options, TimeProvider time, ILogger<GatewayDrain> logger) : IHostedLifecycleService
{
    /// <summary>For the errors that tell clients why.</summary>
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var closed = gate.CloseAsync();
        if (closed.IsCompleted) return;
        LogDraining(options.DrainTimeout.TotalSeconds);
        await Task.WhenAny(closed, Task.Delay(options.DrainTimeout, time, cancellationToken));
        if (closed.IsCompleted) return;
        LogCutOff();
        gate.Cut();
        await Task.WhenAny(closed, Task.Delay(s_lastWords, time, cancellationToken));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "stopping: answers in progress have {Seconds:0} s to finish")]
    private partial void LogDraining(double seconds);

    [LoggerMessage(LogLevel.Warning, "the drain time-out has passed: answers in progress are cut off")]
    private partial void LogCutOff();
}
