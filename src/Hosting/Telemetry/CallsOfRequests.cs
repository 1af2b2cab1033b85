using System.Diagnostics;
using OpenTelemetry;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>Keeps grain calls out of the traces that belong to no request: renewals, snapshots and timers would be a trace each, many times a second.</summary>
internal sealed class CallsOfRequests : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (data.Source.Name == Telemetry.Meter || data.ParentId is not null) return;
        // What it calls inherits this.
        data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        data.IsAllDataRequested = false;
    }
}
