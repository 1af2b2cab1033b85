using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Grains.Metering;

/// <summary>Measures a router's decisions.</summary>
internal static class RouterMeter
{
    private static readonly Counter<long> s_decisions = GrainMeter.Meter.CreateCounter<long>("orchestrator.router.decisions", "{decision}", "Answers of the router, by outcome and why; a question that is asked again while it waits counts again.");
    private static readonly Histogram<double> s_duration = GrainMeter.Meter.CreateHistogram("orchestrator.router.decision.duration", "s", "How long the router took to decide.", null, GrainMeter.Buckets);
    private static readonly LiveGauge<long> s_waiting = new("orchestrator.router.waiting", "{request}", "Requests in the router's queue.");
    private static readonly Histogram<double> s_stages = GrainMeter.Meter.CreateHistogram("orchestrator.route.stage.duration", "s", "What a request's grain waits for: the index of KV blocks, the router.", null, GrainMeter.Buckets);

    /// <param name="pool">The pool.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="plan">The answer.</param>
    /// <param name="waiting">Requests that wait now.</param>
    /// <param name="isHopeless">No worker could ever hold it.</param>
    /// <param name="began">A timestamp of <see cref="Stopwatch"/>.</param>
    public static void Decided(string pool, RouteQuery query, RoutePlan plan, int waiting, bool isHopeless, long began)
    {
        var (outcome, reason) = plan switch
        {
            RoutePlan.Assigned when query.IsMigration => ("assigned", "migration"),
            RoutePlan.Assigned when query.Prefilled is not null => ("assigned", "decode_moves"),
            RoutePlan.Assigned { IsSplit: true } => ("assigned", "split"),
            RoutePlan.Assigned => ("assigned", "whole"),
            RoutePlan.Wait => ("wait", "full"),
            RoutePlan.Refused { NoWorker: true } => ("refused", "no_worker"),
            _ when isHopeless => ("refused", "too_long"),
            _ when query.IsMigration => ("refused", "migration"),
            _ => ("refused", "queue_full"),
        };
        s_decisions.Add(1, GrainMeter.Pool(pool), GrainMeter.Label("outcome", outcome), GrainMeter.Label("reason", reason));
        s_duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, GrainMeter.Pool(pool));
        s_waiting.Record(pool, waiting, GrainMeter.Pool(pool));
    }

    /// <summary>The queue as it is, between decisions.</summary>
    public static void Waiting(string pool, int waiting) => s_waiting.Record(pool, waiting, GrainMeter.Pool(pool));

    /// <summary>The router leaves this process.</summary>
    public static void Gone(string pool) => s_waiting.Forget(pool);

    /// <param name="pool">The pool.</param>
    /// <param name="stage">index or router.</param>
    /// <param name="began">A timestamp of <see cref="Stopwatch"/>.</param>
    public static void Passed(string pool, string stage, long began) => s_stages.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, GrainMeter.Pool(pool), GrainMeter.Label("stage", stage));
}
