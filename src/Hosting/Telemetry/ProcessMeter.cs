using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>What the runtime's own meter does not tell of the process, and a leak shows in: threads of the operating system and open handles (files and sockets).</summary>
internal sealed class ProcessMeter : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Meter);

    public ProcessMeter()
    {
        _meter.CreateObservableGauge("process.num_threads", () => Read(process => process.Threads.Count), "{thread}", "Threads of the process, those of native libraries as well.");
        _meter.CreateObservableGauge("process.open_handles", () => Read(process => process.HandleCount), "{handle}", "Open handles: files, sockets, pipes.");
    }

    public void Dispose() => _meter.Dispose();

    // A Process keeps what it has read once.
    private static int Read(Func<Process, int> figure)
    {
        using var process = Process.GetCurrentProcess();
        return figure(process);
    }
}
