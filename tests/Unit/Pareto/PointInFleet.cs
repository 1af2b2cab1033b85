using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Unit.Pareto;

/// <summary>A point's own fleet in virtual time, under the point's own load.</summary>
internal static class PointInFleet
{
    private const int BlockTokens = 64;

    /// <summary>Mean TPOT, mean TTFT and answer tokens per second and GPU, measured while all is steady.</summary>
    public static (double PerToken, double FirstToken, double TokensPerSecondPerGpu) Run(SteadyFleet fleet, FleetPoint point, double load)
    {
        // So many requests are there at the same time; seven times so many come, and the fifth and sixth of these times count.
        var together = (int)(point.RequestsPerSecond * (point.FirstTokenSeconds + fleet.Lengths.Answer * point.PerTokenSeconds)) + 1;
        var (requests, from, to) = (7 * together, 4 * together, 6 * together);
        var rate = point.RequestsPerSecond * load;
        var arrivals = Enumerable.Range(0, requests).Select(i => new Arrival(i / rate, fleet.Lengths.Prompt, fleet.Lengths.Answer, [])).ToArray();
        var workload = new Workload("even", arrivals, requests / rate, BlockTokens, 0);
        var cost = new StepCost(fleet.Shape, fleet.Hardware, point.Plan, fleet.MixedPenalty);
        // A chunk of the point's size is what its own step leaves room for.
        var context = fleet.Lengths.Prompt + fleet.Lengths.Answer / 2.0;
        var target = cost.Seconds(new StepWork(point.Chunk, point.Chunk * (fleet.Lengths.Prompt + 1) / 2, point.Batch, point.Batch * context, point.Batch + 1));
        var options = new FleetOptions
        {
            Workers = point.Workers + point.PrefillWorkers,
            Cost = cost,
            BlockTokens = BlockTokens,
            KvTokens = MemoryRoom.KvTokens(fleet.Shape, fleet.Hardware, point.Plan),
            Mode = point.IsDisaggregated ? new RoleMode.Static(point.PrefillWorkers, point.Workers) : new RoleMode.Aggregated(),
            Routing = new RoutingOptions { Disaggregate = point.IsDisaggregated ? Disaggregate.Always : Disaggregate.Never },
            MaxRunning = 2048,
            PrefillChunk = point.IsDisaggregated ? (int)point.Chunk : 16_384,
            StepTarget = target,
            LinkBytesPerSecond = fleet.LinkBytesPerSecond * point.Plan.Devices,
        };
        var scores = new FleetRun(options, workload).Run();
        var (begin, end) = (arrivals[from].At, arrivals[to].At);
        var ended = arrivals.Select((a, i) => a.At + scores.Whole[i]).Count(at => at >= begin && at < end);
        return (scores.PerToken.Skip(from).Take(to - from).Average(), scores.FirstToken.Skip(from).Take(to - from).Average(), ended * fleet.Lengths.Answer / (end - begin) / fleet.Gpus);
    }
}
