using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Scaling;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>Gives the workers their roles, at first and as time goes on.</summary>
internal sealed class RoleKeeper(FleetOptions options, Workload workload, FleetRun run)
{
    private const double TickSeconds = 1;

    private readonly Demand _demand = new(options);
    // Where the window into the future begins and ends, as numbers of arrivals, and what it holds.
    private int _from, _to;
    private (double Prefill, double Decode) _window;

    /// <summary>The role of worker <paramref name="number"/> at the beginning.</summary>
    public WorkerRole First(int number) => options.Mode switch
    {
        RoleMode.Aggregated => WorkerRole.Mixed,
        RoleMode.Static split => number < split.Prefill ? WorkerRole.Prefill : WorkerRole.Decode,
        _ => number < (options.Workers + 1) / 2 ? WorkerRole.Prefill : WorkerRole.Decode,
    };

    public void Begin()
    {
        if (options.Mode is RoleMode.Clairvoyant && options.Workers > 1) run.Later(0, EventKind.Tick, this);
    }

    public void Tick()
    {
        var ahead = ((RoleMode.Clairvoyant)options.Mode).Ahead;
        Slide(ahead);
        var current = run.Workers.Count(w => w.Role == WorkerRole.Prefill);
        // What waits, and that alone, must be served within the window as well: nobody else can shorten what somebody has begun.
        var (prefill, decode) = _window;
        foreach (var worker in run.Workers) foreach (var waiting in worker.Waiting) prefill += _demand.Of(waiting.Request.Arrival).Prefill;
        foreach (var homeless in run.Handovers.Homeless) decode += _demand.Of(homeless.Arrival).Decode;
        var wanted = DemandRule.PrefillWorkers(prefill / ahead, decode / ahead, options.Workers, current);
        for (; current < wanted; current++) run.Shift(Idlest(WorkerRole.Decode, w => w.Decoding.Context), WorkerRole.Prefill, 0);
        for (; current > wanted; current--) run.Shift(Idlest(WorkerRole.Prefill, w => w.PrefillTokensWaiting), WorkerRole.Decode, 0);
        run.Later(TickSeconds, EventKind.Tick, this);
    }

    private FleetWorker Idlest(WorkerRole role, Func<FleetWorker, long> load) => run.Workers.Where(w => w.Role == role).MinBy(load)!;

    private void Slide(double ahead)
    {
        for (; _to < workload.Arrivals.Count && workload.Arrivals[_to].At < run.Now + ahead; _to++) Count(workload.Arrivals[_to], 1);
        for (; _from < _to && workload.Arrivals[_from].At < run.Now; _from++) Count(workload.Arrivals[_from], -1);
    }

    private void Count(Arrival arrival, int sign)
    {
        var (prefill, decode) = _demand.Of(arrival);
        _window = (_window.Prefill + sign * prefill, _window.Decode + sign * decode);
    }
}
