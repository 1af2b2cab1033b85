using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Workers.Metering;
using Xunit;

namespace Orchestrator.Unit.Telemetry;

public sealed class EngineMeterTests
{
    [Fact]
    public void Nothing_is_allocated_per_token()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meter = new EngineMeter(services.GetRequiredService<IMeterFactory>(), "m");
        var seen = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>()) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => seen++);
        listener.Start();
        meter.NextToken(TimeSpan.FromMilliseconds(20));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) meter.NextToken(TimeSpan.FromMilliseconds(20));
        Assert.Equal((0, 1001), (GC.GetAllocatedBytesForCurrentThread() - before, seen));
    }
}
