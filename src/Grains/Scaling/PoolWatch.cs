using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Scaling;

namespace Orchestrator.Grains.Scaling;

/// <summary>Turns what pool and router say into what the scaling policy looks at: demand since the last look, and how long shifts take.</summary>
internal sealed class PoolWatch
{
    // A new shift counts for this part of what shifts take.
    private const double Novelty = 0.3;

    private readonly Dictionary<string, (long Epoch, TimeSpan Since)> _underWay = [];
    private PoolDemand? _demand;
    private TimeSpan _shiftTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Looks at the shifts that are under way, and says what came since the last look.</summary>
    public DemandSample Look(IReadOnlyCollection<WorkerRecord> workers, PoolDemand demand, TimeSpan now)
    {
        Time(workers, now);
        // Another activation of the router has begun to count anew: all it says is new.
        var since = _demand is { } before && before.Router == demand.Router ? demand.Sum - before.Sum : _demand is null ? default : demand.Sum;
        _demand = demand;
        return since;
    }

    /// <summary>The pool as it is, with no demand; null while the workers have not measured themselves.</summary>
    public ScalingObservation? See(PoolPolicy policy, IReadOnlyCollection<WorkerRecord> workers, PoolDemand demand)
    {
        // Whoever is loading, draining, parked or lost takes no work: it counts as soon as it does.
        var serving = workers.Where(w => w is { Drain: false, Parked: false, Status.State: WorkerState.Ready }).ToList();
        var statuses = serving.Select(w => w.Status).ToList();
        if (WorkerCapability.Of(statuses, BlockHash.BlockTokens) is not { } capability) return null;
        return new ScalingObservation([.. serving.Select(w => ToWorker(policy, w))], default, capability)
        {
            WaitingPromptTokens = demand.WaitingPromptTokens + statuses.Sum(Waiting),
            ShiftTime = _shiftTime,
        };
    }

    /// <summary>Workers of each role by their orders, as the policy counts them.</summary>
    public static RoleCounts Count(IEnumerable<WorkerRecord> workers) =>
        workers.Where(w => w is { Drain: false, Parked: false, Status.State: WorkerState.Ready }).Aggregate(default(RoleCounts), static (counts, worker) => counts.With(worker.DesiredRole, 1));

    private static ScalingWorker ToWorker(PoolPolicy policy, WorkerRecord worker) => new(worker.Status.Life.Worker, worker.DesiredRole)
    {
        IsFixed = worker.Held || policy.Pinned.ContainsKey(worker.Status.Life.Worker.Value),
        IsShifting = IsShifting(worker),
        PromptTokens = worker.Status.PrefillTokensWaiting,
        AnswerContext = (double)(worker.Status.KvBlocksTotal - worker.Status.KvBlocksFree - worker.Status.KvBlocksCached) * BlockHash.BlockTokens,
    };

    /// <summary>Whether a worker has not obeyed its orders yet, or still runs answers that these send away.</summary>
    public static bool IsShifting(WorkerRecord worker) => worker.Status.Epoch != worker.DesiredEpoch || worker.Status.Role != worker.DesiredRole || worker.Status.Leaving > 0;

    // What is in the step in hand has begun.
    private static double Waiting(WorkerStatus worker) => worker.Waiting > 0 ? Math.Max(0, worker.PrefillTokensWaiting - worker.StepTokens) : 0;

    private void Time(IReadOnlyCollection<WorkerRecord> workers, TimeSpan now)
    {
        foreach (var worker in workers)
        {
            var name = worker.Status.Life.Worker.Value;
            if (worker.Status.State != WorkerState.Ready) _underWay.Remove(name);
            else if (IsShifting(worker)) _underWay[name] = _underWay.TryGetValue(name, out var known) && known.Epoch == worker.DesiredEpoch ? known : (worker.DesiredEpoch, now);
            // It is looked at once a tick: whatever was over by the next look took less.
            else if (_underWay.Remove(name, out var ended)) _shiftTime += Novelty * (now - ended.Since - _shiftTime);
        }
    }
}
