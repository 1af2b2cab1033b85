using Orchestrator.Contracts.Pools;

namespace Orchestrator.Simulator.Fleet;

/// <content>Workers that change their role, end, or may serve again.</content>
public sealed partial class FleetRun
{
    internal void Shift(FleetWorker worker, WorkerRole role, double seconds)
    {
        _scores.Shifted(worker, Now, role);
        _membership.Shift(worker, role, Now);
        _placement.Welcome(worker, Now);
        worker.ShiftsUntil = seconds > 0 ? Now + seconds : double.NegativeInfinity;
        worker.Touch();
        foreach (var sequence in worker.Waiting.ToList()) PlaceAgain(sequence.Request, isFault: false);
        _handovers.Keep();
        if (seconds > 0) Reconsider();
        Later(seconds, EventKind.Shifted, worker);
    }

    /// <summary>Ends a worker's process, with what runs there.</summary>
    internal void Retire(FleetWorker worker)
    {
        worker.IsRetired = true;
        _misfortunes.End(worker, isFault: false);
    }

    /// <summary>Workers that are not there any more make room in the budget for others.</summary>
    internal void LookAtLeases()
    {
        foreach (var worker in _membership.Expire(Now)) TellRoom(worker);
        _handovers.Keep();
        Reconsider();
    }

    /// <summary>Fewer workers take work than a moment ago, or others: who waits for those that went may be welcome elsewhere.</summary>
    internal void Reconsider()
    {
        if (_workers.FirstOrDefault(w => w.TakesWork(Now)) is { } other) TellRoom(other);
    }
}
