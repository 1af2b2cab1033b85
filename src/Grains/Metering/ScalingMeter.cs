using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Grains.Metering;

/// <summary>Measures an autoscaler: what it sees, what it decides, how long shifts take.</summary>
internal static class ScalingMeter
{
    private static readonly LiveGauge<double> s_pressure = new("orchestrator.autoscaler.pressure", null, "How busy the busiest workers are kept, 1 is all of their time: now, and with the roles that are decided on (after), with the best split, and if all did both (mixed).");
    private static readonly LiveGauge<double> s_demand = new("orchestrator.autoscaler.demand", "{worker}", "Workers that prompts, answers and moving keys and values would keep busy.");
    private static readonly Counter<long> s_decisions = GrainMeter.Meter.CreateCounter<long>("orchestrator.autoscaler.decisions", "{decision}", "Decisions, by verdict: one a tick.");
    private static readonly Counter<long> s_shifts = GrainMeter.Meter.CreateCounter<long>("orchestrator.autoscaler.shifts", "{shift}", "Role shifts that were decided, by new role; ordered, refused by the pool, or only advised.");

    private static readonly string[] s_roles = ["prefill", "decode", "mixed"];

    public static void Decided(string pool, ScalingRecord record)
    {
        s_decisions.Add(1, GrainMeter.Pool(pool), GrainMeter.Label("verdict", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(record.Verdict.ToString())));
        // There before the first one: a rate of what has never happened is no rate.
        foreach (var role in s_roles) s_shifts.Add(0, GrainMeter.Pool(pool), GrainMeter.Label("role", role), GrainMeter.Label("outcome", "ordered"));
        foreach (var shift in record.Shifts)
        {
            var outcome = record.Mode != Contracts.Pools.ScalingMode.Active ? "advised" : record.Refused.ContainsKey(shift.Worker.Value) ? "refused" : "ordered";
            s_shifts.Add(1, GrainMeter.Pool(pool), GrainMeter.Label("role", shift.To.ToString().ToLowerInvariant()), GrainMeter.Label("outcome", outcome));
        }
        var figures = record.Figures;
        Pressure(pool, "now", figures.Pressure);
        Pressure(pool, "after", figures.PressureAfter);
        Pressure(pool, "split", figures.SplitPressure);
        Pressure(pool, "mixed", figures.MixedPressure);
        Demand(pool, "prefill", figures.Prefill);
        Demand(pool, "decode", figures.Decode);
        Demand(pool, "ingress", figures.Ingress);
    }

    /// <summary>The autoscaler leaves this process.</summary>
    public static void Gone(string pool)
    {
        s_pressure.Forget(pool);
        s_demand.Forget(pool);
    }

    // Where nothing can serve, the pressure has no bound.
    private static void Pressure(string pool, string of, double value) => s_pressure.Record(pool, double.IsFinite(value) ? value : 1e6, GrainMeter.Pool(pool), GrainMeter.Label("of", of));

    private static void Demand(string pool, string of, double value) => s_demand.Record(pool, double.IsFinite(value) ? value : 1e6, GrainMeter.Pool(pool), GrainMeter.Label("of", of));
}
