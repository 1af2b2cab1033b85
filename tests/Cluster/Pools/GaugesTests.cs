using System.Diagnostics.Metrics;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.Pools;

/// <summary>What grains say of themselves is told by the process in which they live, and by it alone.</summary>
[Collection(nameof(OneSilo))]
public sealed class GaugesTests(OneSilo silo)
{
    private readonly TestPool _pool = new(silo);

    [Theory]
    [InlineData("orchestrator.pool.workers")]
    [InlineData("orchestrator.router.waiting")]
    public async Task A_grain_that_leaves_takes_its_gauges_along(string name)
    {
        await _pool.JoinAsync("a", WorkerRole.Mixed);
        await _pool.Router.Demand();
        await Told.BecomesAsync(names => names.Contains(name), $"{name} of {_pool.Name}");
        if (name.StartsWith("orchestrator.pool", StringComparison.Ordinal)) await silo.Cluster.DeactivateAsync(_pool.Grain);
        else await silo.Cluster.DeactivateAsync(_pool.Router);
        await Told.BecomesAsync(names => !names.Contains(name), $"no {name} of {_pool.Name}");
    }

    // Names of the gauges that have a value for this test's pool.
    private Func<Task<HashSet<string>>> Told => () =>
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "Orchestrator" && instrument.IsObservable) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag.Value as string == _pool.Name) names.Add(instrument.Name);
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return Task.FromResult(names);
    };
}
