using System.Runtime.InteropServices;

namespace Orchestrator.Silo.Startup;

/// <summary>The first Ctrl-C drains; whoever sends a second one does not want to wait. Workers end with this process.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    private SecondSignal() => _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];

    public static IDisposable Watch() => new SecondSignal();

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    // The host's own handler starts the orderly stop.
    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1) Environment.Exit(130);
    }
}
