using System.Diagnostics.Metrics;

namespace Orchestrator.Grains.Metering;

/// <summary>The meter of all grains of a process. Its instruments have pools, roles, reasons and outcomes for labels, never requests or workers: their number is bounded.</summary>
internal static class GrainMeter
{
    public static Meter Meter { get; } = new("Orchestrator");

    /// <summary>Boundaries for calls and decisions, in seconds: 10 µs to 10 s.</summary>
    public static InstrumentAdvice<double> Buckets { get; } = new() { HistogramBucketBoundaries = [.00001, .000025, .00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10] };

    public static KeyValuePair<string, object?> Pool(string pool) => new("pool", pool);

    public static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
