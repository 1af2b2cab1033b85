using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Startup;

/// <summary>
/// What SIGINT and SIGTERM mean. Ctrl-C reaches the whole process group, so a supervised worker ignores both and waits for its parent.
/// A worker alone drains on the first signal and ends at once on the second.
/// </summary>
internal sealed class SignalPolicy(WorkerOptions options, LeaseKeeper lease, IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Take));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        if (options.Supervised) return;
        if (Interlocked.Increment(ref _signals) > 1) Environment.Exit(130);
        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        await Task.WhenAny(lease.DrainAsync(), Task.Delay(options.DrainTimeout));
        lifetime.StopApplication();
    }
}
