using System.Diagnostics.Metrics;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Workers.Metering;

/// <summary>Measures the renewals of a worker's lease.</summary>
internal sealed class LeaseMeter(IMeterFactory factory, WorkerOptions options)
{
    private readonly KeyValuePair<string, object?> _pool = new("pool", options.Pool);
    private readonly Histogram<double> _renewals = factory.Create(Telemetry.Meter).CreateHistogram("orchestrator.lease.renewal.duration", "s", "How long the pool took to answer a renewal.", null, LatencyBuckets.Control);

    /// <param name="took">From the question to the answer, or to the end of patience.</param>
    /// <param name="isAnswered">Whether the pool answered.</param>
    public void Renewed(TimeSpan took, bool isAnswered) => _renewals.Record(took.TotalSeconds, _pool, new("outcome", isAnswered ? "renewed" : "unanswered"));
}
