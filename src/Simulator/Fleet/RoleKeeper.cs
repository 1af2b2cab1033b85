using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Peers;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>Gives the workers their roles, at first and as time goes on.</summary>
internal sealed class RoleKeeper(FleetOptions options, Workload workload, FleetRun run)
{
    private const double TickSeconds = 1;
    private const double PlannerSeconds = 5;

    private readonly Demand _demand = new(options);
    public Autoscaled? Autoscaler { get; } = options.Mode is RoleMode.Dynamic ? new Autoscaled(options, run) : null;
    // Where the window into the future begins and ends, as numbers of arrivals, and what it holds.
    private int _from, _to;
    private (double Prefill, double Decode) _window;

    /// <summary>The role of worker <paramref name="number"/> at the beginning.</summary>
    public WorkerRole First(int number) => options.Mode switch
    {
        RoleMode.Aggregated => WorkerRole.Mixed,
        RoleMode.Dynamic when options.Policy.MixedServing != MixedServing.Never => WorkerRole.Mixed,
        RoleMode.Static split => number < split.Prefill ? WorkerRole.Prefill : WorkerRole.Decode,
        RoleMode.Splitwise split => number < split.Prefill ? WorkerRole.Prefill : WorkerRole.Decode,
        RoleMode.Conditional split => number < split.Prefill ? WorkerRole.Prefill : WorkerRole.Decode,
        _ => number < (options.Workers + 1) / 2 ? WorkerRole.Prefill : WorkerRole.Decode,
    };

    public void Begin()
    {
        if (options.Workers < 2) return;
        if (options.Mode is RoleMode.Clairvoyant or RoleMode.Dynamic) run.Later(0, EventKind.Tick, this);
        if (options.Mode is RoleMode.Planner) run.Later(PlannerSeconds, EventKind.Tick, this);
    }

    /// <summary>A request was placed for the first time.</summary>
    public void Came(FleetRequest request, int cached) => Autoscaler?.Came(request.Arrival.PromptTokens, cached);

    /// <summary>A request has its answer.</summary>
    public void Answered(FleetRequest request) => Autoscaler?.Answered(request.Arrival.PromptTokens, request.Arrival.AnswerTokens);

    public void Tick()
    {
        switch (options.Mode)
        {
            case RoleMode.Dynamic:
                // Who was parked has finished by now, or who served is gone.
                if (options.Policy.Budget.Workers is not null) run.LookAtLeases();
                Autoscaler!.Tick();
                run.Later(TickSeconds, EventKind.Tick, this);
                break;
            case RoleMode.Clairvoyant clairvoyant:
                Foresee(clairvoyant.Ahead);
                run.Later(TickSeconds, EventKind.Tick, this);
                break;
            case RoleMode.Planner planner:
                Adjust(planner);
                run.Later(PlannerSeconds, EventKind.Tick, this);
                break;
        }
    }

    // One pool may grow by what the other gave up: the fleet is all there is.
    private void Adjust(RoleMode.Planner promised)
    {
        var prefill = Pool(WorkerRole.Prefill, w => w.PrefillTokensWaiting / options.PrefillTokensPerSecond, promised.FirstToken);
        var decode = Pool(WorkerRole.Decode, w => options.Cost.Seconds(StepWork.Decode(w.Decoding.Count, w.Decoding.Context)), promised.PerToken);
        if (prefill < 0) run.Retire(Idlest(WorkerRole.Prefill, w => w.PrefillTokensWaiting));
        if (decode < 0) run.Retire(Idlest(WorkerRole.Decode, w => w.Decoding.Context));
        if (prefill > 0) Enlist(WorkerRole.Prefill);
        if (decode > 0) Enlist(WorkerRole.Decode);
    }

    private int Pool(WorkerRole role, Func<FleetWorker, double> seconds, double promised)
    {
        // One that is still starting is the change that was asked for last.
        if (run.Workers.Any(w => !w.IsAlive && !w.IsRetired && w.Role == role)) return 0;
        return DynamoPlanner.Change([.. run.Workers.Where(w => w.IsAlive && w.Role == role).Select(seconds)], promised);
    }

    private void Enlist(WorkerRole role)
    {
        if (run.Workers.FirstOrDefault(w => w.IsRetired) is not { } free) return;
        run.Scores.Shifted(free, run.Now, role);
        run.Membership.Shift(free, role, run.Now);
        free.IsRetired = false;
        run.Later(options.StartSeconds, EventKind.Start, free);
    }

    private void Foresee(double ahead)
    {
        Slide(ahead);
        // The dead come back in the role that they had.
        var (alive, current) = (run.Workers.Count(w => w.IsAlive), run.Workers.Count(w => w.IsAlive && w.Role == WorkerRole.Prefill));
        if (alive < 2) return;
        // What waits, and that alone, must be served within the window as well: nobody else can shorten what somebody has begun.
        var (prefill, decode) = _window;
        foreach (var worker in run.Workers) foreach (var waiting in worker.Waiting) prefill += _demand.Of(waiting.Request.Arrival).Prefill;
        foreach (var homeless in run.Handovers.Homeless) decode += _demand.Of(homeless.Arrival).Decode;
        var wanted = DemandRule.PrefillWorkers(prefill / ahead, decode / ahead, alive, current);
        for (; current < wanted; current++) run.Shift(Idlest(WorkerRole.Decode, w => w.Decoding.Context), WorkerRole.Prefill, 0);
        for (; current > wanted; current--) run.Shift(Idlest(WorkerRole.Prefill, w => w.PrefillTokensWaiting), WorkerRole.Decode, 0);
    }

    private FleetWorker Idlest(WorkerRole role, Func<FleetWorker, long> load) => run.Workers.Where(w => w.IsAlive && w.Role == role).MinBy(load)!;

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
