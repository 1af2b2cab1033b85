using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orchestrator.Grains.Metering;

/// <summary>
/// A gauge of what grains last said of themselves, told while they live in this process. A gauge that is merely recorded would stay for ever: after a grain has moved to another silo,
/// both would tell it.
/// </summary>
internal sealed class LiveGauge<T> where T : struct
{
    private readonly ConcurrentDictionary<string, Series[]> _grains = new(StringComparer.Ordinal);

    public LiveGauge(string name, string? unit, string description) => GrainMeter.Meter.CreateObservableGauge(name, Measure, unit, description);

    /// <summary>Called by one grain at a time under its key.</summary>
    public void Record(string grain, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var known = _grains.GetValueOrDefault(grain, []);
        foreach (var series in known)
        {
            if (!tags.SequenceEqual(series.Tags)) continue;
            series.Value = value;
            return;
        }
        _grains[grain] = [.. known, new Series([.. tags]) { Value = value }];
    }

    /// <summary>The grain leaves this process.</summary>
    public void Forget(string grain) => _grains.TryRemove(grain, out _);

    private IEnumerable<Measurement<T>> Measure() => from grain in _grains from series in grain.Value select new Measurement<T>(series.Value, series.Tags);

    private sealed class Series(KeyValuePair<string, object?>[] tags)
    {
        public KeyValuePair<string, object?>[] Tags { get; } = tags;

        public T Value { get; set; }
    }
}
