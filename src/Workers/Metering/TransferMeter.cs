using System.Diagnostics.Metrics;
using Orchestrator.Hosting.Telemetry;

namespace Orchestrator.Workers.Metering;

/// <summary>Measures the transfers of keys and values that a worker sends.</summary>
internal sealed class TransferMeter
{
    private readonly KeyValuePair<string, object?> _model;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _running;

    /// <param name="factory">Makes instruments.</param>
    /// <param name="model">The model's name, which is its pool's.</param>
    public TransferMeter(IMeterFactory factory, string model)
    {
        _model = new("model_name", model);
        var meter = factory.Create(Telemetry.Meter);
        _duration = meter.CreateHistogram("orchestrator.kv.transfer.duration", "s", "From the start of a transfer, which is that of its prefill, to the word of the other worker.", null, LatencyBuckets.FirstToken);
        _running = meter.CreateUpDownCounter<long>("orchestrator.kv.transfers.running", "{transfer}", "Transfers that are under way.");
    }

    public void Began() => _running.Add(1, _model);

    /// <param name="took">From its beginning.</param>
    /// <param name="outcome">acknowledged; refused, when the other worker would not have it or either side gave it up; failed, when the link broke.</param>
    public void Ended(TimeSpan took, string outcome)
    {
        _running.Add(-1, _model);
        _duration.Record(took.TotalSeconds, _model, new("outcome", outcome));
    }
}
